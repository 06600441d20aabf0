package sweep

import (
	"context"
	"database/sql"

	"github.com/riverqueue/river"

	"ipsec-diag/cmd/internal/history"
)

// Complete ends a job within a transaction, for workers of other packages.
func Complete[A river.JobArgs](ctx context.Context, store *history.Store, tx *sql.Tx, job *river.Job[A]) error {
	_, err := complete(ctx, store, tx, job)
	return err
}
