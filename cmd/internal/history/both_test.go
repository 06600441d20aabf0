package history

import (
	"os"
	"path/filepath"
	"testing"

	"ipsec-diag/cmd/internal/history/historytest"
)

// both runs a test on SQLite and on PostgreSQL, each time it opens one on an
// empty database.
func both(t *testing.T, test func(*testing.T, func(*testing.T) *Store)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, func(t *testing.T) *Store { return opened(t, filepath.Join(t.TempDir(), "history.db")) })
	})
	t.Run("postgres", func(t *testing.T) {
		server := historytest.Postgres(t)
		test(t, func(t *testing.T) *Store {
			fresh(t, server)
			return opened(t, server)
		})
	})
}

func opened(t *testing.T, where string) *Store {
	t.Helper()
	s, err := Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// fresh empties a database.
func fresh(t *testing.T, where string) {
	t.Helper()
	s, err := openPostgres(where)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.write.ExecContext(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public"); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
