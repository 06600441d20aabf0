package history

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Retention says for how long what is kept; zero is for ever.
type Retention struct {
	// Captures is for those of devices that were read, FailedCaptures for the
	// captures of others, and of devices with a tunnel that was not sound then.
	Captures, FailedCaptures time.Duration
	Points                   time.Duration
	// Runs are judgements, sweeps, what happened to findings, and the audit.
	Runs time.Duration
}

// Pruned is how many rows were deleted.
type Pruned struct{ Captures, Points, Runs, Changes int64 }

// workersKept is how long a process that is gone is told of.
const workersKept = 7 * 24 * time.Hour

// portion bounds the rows of one transaction, so that a first tidying after
// months keeps nobody waiting.
const portion = 5000

// Prune deletes what is older than its time. A capture that an unfinished sweep
// waits to judge stays. It is safe to stop at any moment.
func (s *Store) Prune(ctx context.Context, keep Retention, now time.Time) (p Pruned, err error) {
	sound := `NOT EXISTS (SELECT 1 FROM sweep_members m JOIN sweeps w ON w.id = m.sweep JOIN points p ON p.run = w.run
		JOIN tunnels t ON t.id = p.tunnel WHERE m.capture = captures.id AND p.health IN ('down', 'degraded') AND (t.local = captures.device OR t.remote = captures.device))`
	waiting := "NOT EXISTS (SELECT 1 FROM sweep_members m JOIN sweeps w ON w.id = m.sweep WHERE m.capture = captures.id AND w.run = 0)"
	for _, step := range []struct {
		rows  *int64
		keep  time.Duration
		table string
		key   string
		where string
	}{
		{&p.Captures, keep.Captures, "captures", "id", "finished < $1 AND failure = '' AND " + waiting + " AND " + sound},
		{&p.Captures, keep.FailedCaptures, "captures", "id", "finished < $1 AND " + waiting},
		{&p.Points, keep.Points, "points", rowKey(s.Postgres), "at < $1"},
		{&p.Changes, keep.Runs, "changes", "id", "at < $1"},
		{&p.Changes, keep.Runs, "audit", "id", "at < $1"},
		{&p.Changes, keep.Runs, "deliveries", "id", "at < $1"},
		{&p.Runs, keep.Runs, "sweep_members", rowKey(s.Postgres), "sweep IN (SELECT id FROM sweeps WHERE deadline < $1 AND started < $1)"},
		{&p.Runs, keep.Runs, "sweeps", "id", "deadline < $1 AND started < $1"},
		{&p.Runs, keep.Runs, "runs", "id", "finished < $1"},
		{&p.Changes, workersKept, "workers", rowKey(s.Postgres), "seen < $1"},
	} {
		if step.keep <= 0 {
			continue
		}
		n, err := s.deleteOld(ctx, step.table, step.key, step.where, now.Add(-step.keep))
		*step.rows += n
		if err != nil {
			return p, fmt.Errorf("tidying %s: %w", step.table, err)
		}
	}
	return p, nil
}

// rowKey names a row of a table that has no number of its own.
func rowKey(postgres bool) string {
	if postgres {
		return "ctid"
	}
	return "rowid"
}

func (s *Store) deleteOld(ctx context.Context, table, key, where string, before time.Time) (all int64, err error) {
	query := fmt.Sprintf("DELETE FROM %[1]s WHERE %[2]s IN (SELECT %[2]s FROM %[1]s WHERE %[3]s LIMIT %[4]d)", table, key, where, portion)
	for {
		var n int64
		err := s.Change(ctx, func(tx *sql.Tx) error {
			res, err := tx.ExecContext(ctx, query, ms(before))
			if err != nil {
				return err
			}
			n, err = res.RowsAffected()
			return err
		})
		all += n
		if err != nil || n < portion {
			return all, err
		}
	}
}
