package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// Alone makes this process the only service of an SQLite file, as long as it
// lives or until release. Commands that only look at the file are not kept out.
// With PostgreSQL many may work and it does nothing.
func Alone(where string) (release func(), err error) {
	if strings.Contains(where, "://") {
		return func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(where), 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the folder of the database: %w", err)
	}
	l := flock.New(where+".lock", flock.SetPermissions(0o600))
	got, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("database %s: the file or its folder may not be written (%w): who runs this needs to write the folder, too; or name another with --database FILE", where, errors.Unwrap(err))
	}
	if !got {
		return nil, fmt.Errorf("database %s: another ipsec-diag serve is at work on it, and a file takes one; stop that one, name another with --database FILE, or use PostgreSQL, which takes many (ipsec-diag worker --help)", where)
	}
	return func() { _ = l.Unlock() }, nil
}
