package history

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"time"
)

// A Size is what a database holds and how fast it grows.
type Size struct {
	Bytes int64
	// Rows are counted by table.
	Rows map[string]int64
	// Devices, and the Days between the first and the last run that is kept.
	Devices int64
	Days    float64
	// PerDeviceDay is how many bytes a device adds a day, for captures and for the
	// rest; zero before there is a day's worth to tell from.
	CapturesPerDeviceDay, RestPerDeviceDay float64
}

// Tables are those whose rows are counted.
func Tables() []string {
	return []string{"devices", "tunnels", "captures", "sweeps", "runs", "points", "findings", "changes", "deliveries", "audit"}
}

// Size measures the database.
func (s *Store) Size(ctx context.Context) (size Size, err error) {
	size.Rows = map[string]int64{}
	for _, table := range Tables() {
		var n int64
		if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			return size, s.explain(err)
		}
		size.Rows[table] = n
	}
	if size.Bytes, err = s.bytes(ctx); err != nil {
		return size, err
	}
	var first, last, captures int64
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(min(started), 0), coalesce(max(finished), 0) FROM captures`).Scan(&first, &last)
	if err != nil {
		return size, s.explain(err)
	}
	if err := s.read.QueryRowContext(ctx, "SELECT coalesce(sum(length(body)), 0) FROM captures").Scan(&captures); err != nil {
		return size, s.explain(err)
	}
	size.Devices, size.Days = size.Rows["devices"], at(last).Sub(at(first)).Hours()/24
	if size.Devices > 0 && size.Days > 0 {
		per := float64(size.Devices) * size.Days
		size.CapturesPerDeviceDay, size.RestPerDeviceDay = float64(captures)/per, float64(max(0, size.Bytes-captures))/per
	}
	return size, nil
}

func (s *Store) bytes(ctx context.Context) (n int64, err error) {
	query := "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	if s.Postgres {
		query = "SELECT pg_database_size(current_database())"
	}
	err = s.read.QueryRowContext(ctx, query).Scan(&n)
	return n, s.explain(err)
}

// Backup writes a copy of the database to a file that must not exist, while
// others go on working with it. It is for SQLite; PostgreSQL has pg_dump.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.Postgres {
		return fmt.Errorf("the database is PostgreSQL: back it up with pg_dump, which works while it is in use")
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists already; name a new file", path)
	}
	half := fmt.Sprintf("%s.%d.part", path, time.Now().UnixNano())
	// VACUUM INTO copies one moment of the database without holding up writers; a
	// connection that may only read does not take it.
	db, err := sql.Open("sqlite", s.dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", half); err != nil {
		_ = os.Remove(half)
		return s.explain(err)
	}
	if err := os.Chmod(half, 0o600); err != nil {
		return err
	}
	return os.Rename(half, path)
}
