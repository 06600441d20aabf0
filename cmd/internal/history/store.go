// Package history keeps what runs found in a database: captures, verdicts,
// findings over time and counters. SQLite in one file is the default; a fleet
// that outgrows one machine uses PostgreSQL. Every statement is the same for both.
package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// A Store is an open database. It is safe for concurrent use.
type Store struct {
	// Postgres says that the database is PostgreSQL; else it is SQLite.
	Postgres bool
	// Where names the database for people, without a password.
	Where string

	// write is the pool for everything that changes; with SQLite it is one
	// connection, since one writer at a time is all SQLite has. Read is for pages.
	write, read *sql.DB
	// dsn opens a further connection to an SQLite file; file is what it was then.
	dsn  string
	file os.FileInfo
}

// IsPostgres reports whether a database is named by the URL of a PostgreSQL.
func IsPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Open opens a database, a file or postgres://USER@HOST/NAME, and brings its
// tables up to this version. The file is made when there is none.
func Open(ctx context.Context, where string) (*Store, error) {
	if scheme, _, url := strings.Cut(where, "://"); url && !IsPostgres(where) {
		return nil, fmt.Errorf("no database is kept in %s://: write the name of a file (SQLite), or postgres://USER@HOST/NAME", scheme)
	}
	open := openSQLite
	if IsPostgres(where) {
		open = openPostgres
	}
	s, err := open(where)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(s.explain(err), s.Close())
	}
	return s, nil
}

// pragmas make SQLite keep what is committed and wait for a lock a while.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_txlock=immediate"

func openSQLite(path string) (*Store, error) {
	if path == "" {
		return nil, errors.New("no database is named; write --database FILE")
	}
	if folder := filepath.Dir(path); !isFolder(folder) { // a slip of the pen must not begin a new history
		return nil, fmt.Errorf("cannot open the database %s: there is no folder %s; make it, or name another file with --database FILE", path, folder)
	}
	// Captures may tell how a network is built: the file is its owner's alone.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open the database: %w; name another with --database FILE", err)
	}
	file, err := f.Stat()
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String() + "?" + pragmas
	write, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(8)
	return &Store{Where: path, dsn: dsn, file: file, write: write, read: read}, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func openPostgres(where string) (*Store, error) {
	u, err := url.Parse(where)
	if err != nil {
		return nil, errors.New("the URL of the database cannot be read; write postgres://USER@HOST/NAME")
	}
	db, err := sql.Open("pgx", where)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", u.Redacted(), err)
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	return &Store{Postgres: true, Where: u.Redacted(), write: db, read: db}, nil
}

// Close closes the database.
func (s *Store) Close() error {
	if s.write == s.read {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

// DB is the pool for what changes; the job engine shares it, so that a result
// and the end of its job are one transaction.
func (s *Store) DB() *sql.DB { return s.write }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.inPlace(); err != nil {
		return err
	}
	var one int
	return s.explain(s.read.QueryRowContext(ctx, "SELECT count(*) FROM windows").Scan(&one))
}

// inPlace reports an SQLite file that was removed or replaced below an open
// database: what is stored from then on is lost with the process.
func (s *Store) inPlace() error {
	if s.Postgres {
		return nil
	}
	if now, err := os.Stat(s.Where); err != nil || !os.SameFile(s.file, now) {
		return fmt.Errorf("the file of database %s was removed or replaced while it is open: what is stored now is lost; stop ipsec-diag, put the file in its place, and start again", s.Where)
	}
	return nil
}

// Change runs a function in one transaction. It must use nothing but the
// transaction: with SQLite there is no second connection to write with.
func (s *Store) Change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.explain(err)
	}
	if err := do(tx); err != nil {
		return s.explain(errors.Join(err, ignoreDone(tx.Rollback())))
	}
	return s.explain(tx.Commit())
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// ms and at turn times into what the tables hold, and back. Zero is no time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
