package history

import (
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrDouble says that the result of a job is there already: another worker
// was given the job when this one was taken for dead.
var ErrDouble = errors.New("the result of this job is stored already")

// ErrNotNow says that a database cannot be used at present, through no mistake of
// whoever runs this: it does not answer, or is locked.
var ErrNotNow = errors.New("the database cannot be used at present")

// notNow marks an error as [ErrNotNow] without a word more.
type notNow struct{ error }

// Unwrap returns what is marked.
func (e notNow) Unwrap() error { return e.error }

// Is reports that the error is [ErrNotNow].
func (notNow) Is(target error) bool { return target == ErrNotNow }

// explain says in words what is wrong with a database and what to do.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		if what := sqliteTrouble(lite.Code()); what != "" {
			err = fmt.Errorf("database %s: %s: %w", s.Where, what, err)
			if code := lite.Code() & 0xff; code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED {
				return notNow{err}
			}
			return err
		}
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &connect) || errors.As(err, &network) {
		return notNow{fmt.Errorf("database %s cannot be reached; nothing stored is lost: %w", s.Where, err)}
	}
	return err
}

// sqliteTrouble are the causes of https://www.sqlite.org/rescode.html that a
// person can mend; the primary code is the low byte.
func sqliteTrouble(code int) string {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return "the disk is full; nothing stored is lost, make room and the work goes on"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program holds it locked; is a second ipsec-diag serve or a backup tool at work on the file?"
	case sqlite3.SQLITE_NOTADB:
		return "the file is no SQLite database; name another with --database FILE"
	case sqlite3.SQLITE_CORRUPT:
		return "the file is damaged; go back to a backup (ipsec-diag history backup)"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return "the file or its folder may not be written"
	case sqlite3.SQLITE_IOERR:
		return "the disk reports an error; look at the system log"
	}
	return ""
}

// isDouble reports whether a row was refused because it is there already.
func isDouble(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505" // unique_violation
}
