package history

import (
	"context"
	"database/sql"
	"time"
)

// A Noted is somebody's request as the audit keeps it.
type Noted struct {
	At                  time.Time
	Who, Action, Detail string
}

// Note keeps who asked for what.
func (s *Store) Note(ctx context.Context, who, action, detail string, now time.Time) error {
	return s.Change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO audit (at, who, action, detail) VALUES ($1, $2, $3, $4)", ms(now), who, action, detail)
		return err
	})
}

// Audit returns the latest requests, the newest first.
func (s *Store) Audit(ctx context.Context, most int) ([]Noted, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT at, who, action, detail FROM audit ORDER BY id DESC LIMIT $1", most)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Noted
	for rows.Next() {
		var n Noted
		var when int64
		if err := rows.Scan(&when, &n.Who, &n.Action, &n.Detail); err != nil {
			return nil, err
		}
		n.At = at(when)
		out = append(out, n)
	}
	return out, s.explain(rows.Err())
}
