package history

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrations embed.FS

// Driver is that of the job engine for this database.
func (s *Store) Driver() riverdriver.Driver[*sql.Tx] {
	if s.Postgres {
		return riverdatabasesql.New(s.write)
	}
	return riversqlite.New(s.write)
}

// migrate brings the tables of the history and of the job engine up to this
// version. Several workers may start at once: with PostgreSQL one waits for the
// other, SQLite has one writer anyway.
func (s *Store) migrate(ctx context.Context) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	dialect, dir := goose.DialectSQLite3, "migrations/sqlite"
	if s.Postgres {
		dialect, dir = goose.DialectPostgres, "migrations/postgres"
	}
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return err
	}
	steps, err := goose.NewProvider(dialect, s.write, files, goose.WithTableName("history_version"))
	if err != nil {
		return err
	}
	have, want, err := steps.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("the database %s is of version %d, written by a newer ipsec-diag; this one knows versions up to %d: use the newer program", s.Where, have, want)
	}
	if _, err := steps.Up(ctx); err != nil {
		return err
	}
	jobs, err := rivermigrate.New(s.Driver(), nil)
	if err != nil {
		return err
	}
	_, err = jobs.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// migrating is the key of PostgreSQL's advisory lock around migrations.
const migrating = 4304_7296

func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	if !s.Postgres {
		return func() {}, nil
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrating); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrating)
		_ = conn.Close()
	}, nil
}
