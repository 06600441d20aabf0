package history

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// FindingIn returns a finding within a transaction; it is nil when there is none.
func FindingIn(ctx context.Context, tx *sql.Tx, fingerprint string) (*Finding, error) {
	rows, err := tx.QueryContext(ctx, findingColumns+"WHERE fingerprint = $1", fingerprint)
	if err != nil {
		return nil, err
	}
	list, err := scanFindings(rows)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// PlacesIn returns all tunnels by name within a transaction, as far as it takes to
// say where they are and how they are.
func PlacesIn(ctx context.Context, tx *sql.Tx) (map[string]Tunnel, error) { return known(ctx, tx) }

// MembersSince returns the tunnels whose findings were folded into incidents since
// a time, by the id of the incident.
func MembersSince(ctx context.Context, tx *sql.Tx, since time.Time) (map[string][]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT DISTINCT quiet, tunnel FROM changes WHERE quiet LIKE $1 AND at >= $2 ORDER BY quiet, tunnel", inIncident+"%", ms(since))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]string{}
	for rows.Next() {
		var quiet, name string
		if err := rows.Scan(&quiet, &name); err != nil {
			return nil, err
		}
		id := strings.TrimPrefix(quiet, inIncident)
		out[id] = append(out[id], name)
	}
	return out, rows.Err()
}

// Alerting returns the findings that people are to know of now: those that are
// told and open, or flap, and that nothing keeps quiet. Ended are those that were
// told and closed since a time.
func (s *Store) Alerting(ctx context.Context, since, now time.Time) (firing, ended []Finding, err error) {
	rows, err := s.read.QueryContext(ctx, findingColumns+"WHERE state = 'open' OR flapping = 1 OR closed >= $1 ORDER BY fingerprint", ms(since))
	if err != nil {
		return nil, nil, s.explain(err)
	}
	list, err := scanFindings(rows)
	if err != nil {
		return nil, nil, s.explain(err)
	}
	b := &bookkeeper{now: now, places: map[string]Tunnel{}}
	if b.windows, err = s.Windows(ctx, now); err != nil {
		return nil, nil, err
	}
	b.windows = slices.DeleteFunc(b.windows, func(w Window) bool { return w.Starts.After(now) })
	tunnels, err := s.Tunnels(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range tunnels {
		b.places[tunnels[i].Name] = tunnels[i]
	}
	for _, f := range list {
		switch {
		case !f.Flapping && f.State == StateClosed:
			ended = append(ended, f)
		case b.quiet(&f, "") == "" && (f.Told || f.Flapping):
			firing = append(firing, f)
		}
	}
	return firing, ended, nil
}
