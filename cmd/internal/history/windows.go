package history

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// A Window is a time of maintenance, in which findings open without an alert.
type Window struct {
	ID int64
	// Which is a tunnel, a device, site:NAME, or * for all.
	Which        string
	Starts, Ends time.Time
	Reason, Who  string
}

// Covers reports whether the window is about a tunnel.
func (w *Window) Covers(t Tunnel) bool {
	if site, ok := strings.CutPrefix(w.Which, "site:"); ok {
		return site == t.Site
	}
	return w.Which == "*" || w.Which == t.Name || w.Which == t.Local || w.Which == t.Remote
}

// window returns the window that a tunnel is in, or nil.
func (b *bookkeeper) window(tunnel string) *Window {
	place, known := b.places[tunnel]
	if !known {
		place = Tunnel{Name: tunnel}
	}
	for i := range b.windows {
		if b.windows[i].Covers(place) {
			return &b.windows[i]
		}
	}
	return nil
}

func windowsAt(ctx context.Context, tx *sql.Tx, now time.Time) ([]Window, error) {
	rows, err := tx.QueryContext(ctx, windowColumns+" WHERE starts <= $1 AND ends > $1 ORDER BY id", ms(now))
	if err != nil {
		return nil, err
	}
	return scanWindows(rows)
}

const windowColumns = "SELECT id, which, starts, ends, reason, who FROM windows"

// Windows returns the windows that have not ended, the next first.
func (s *Store) Windows(ctx context.Context, now time.Time) ([]Window, error) {
	rows, err := s.read.QueryContext(ctx, windowColumns+" WHERE ends > $1 ORDER BY starts, id", ms(now))
	if err != nil {
		return nil, s.explain(err)
	}
	return scanWindows(rows)
}

func scanWindows(rows *sql.Rows) ([]Window, error) {
	defer rows.Close()
	var out []Window
	for rows.Next() {
		var w Window
		var starts, ends int64
		if err := rows.Scan(&w.ID, &w.Which, &starts, &ends, &w.Reason, &w.Who); err != nil {
			return nil, err
		}
		w.Starts, w.Ends = at(starts), at(ends)
		out = append(out, w)
	}
	return out, rows.Err()
}

// AddWindow stores a time of maintenance and returns its number.
func (s *Store) AddWindow(ctx context.Context, w Window) (id int64, err error) {
	err = s.Change(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "INSERT INTO windows (which, starts, ends, reason, who) VALUES ($1, $2, $3, $4, $5) RETURNING id",
			w.Which, ms(w.Starts), ms(w.Ends), w.Reason, w.Who).Scan(&id)
	})
	return id, err
}

// EndWindow ends a time of maintenance now. It reports whether there was one.
func (s *Store) EndWindow(ctx context.Context, id int64, now time.Time) (found bool, err error) {
	err = s.Change(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "UPDATE windows SET ends = $1 WHERE id = $2 AND ends > $1", ms(now), id)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		found = n == 1
		return err
	})
	return found, err
}
