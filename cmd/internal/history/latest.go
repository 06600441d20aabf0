package history

import (
	"context"
	"database/sql"
)

// LatestPoints returns the numbers of each tunnel in the last run that had it, by
// the id of the tunnel.
func (s *Store) LatestPoints(ctx context.Context) (map[int64]Point, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT p.tunnel, p.at, p.run, p.health, p.rule, p.ike_sas, p.child_sas, p.ike_age, p.bytes_in, p.bytes_out,
		p.packets_in, p.packets_out, p.rate_in, p.rate_out, p.errors, p.rekeys
		FROM tunnels t JOIN points p ON p.tunnel = t.id AND p.at = t.last_run`)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[int64]Point{}
	for rows.Next() {
		var p Point
		var tunnel, when int64
		err := rows.Scan(&tunnel, &when, &p.Run, &p.Health, &p.Rule, &p.IKESAs, &p.ChildSAs, &p.IKEAge, &p.BytesIn, &p.BytesOut,
			&p.PacketsIn, &p.PacketsOut, &p.RateIn, &p.RateOut, &p.Errors, &p.Rekeys)
		if err != nil {
			return nil, err
		}
		p.At = at(when)
		out[tunnel] = p
	}
	return out, s.explain(rows.Err())
}

// LastRuns returns the last run of each schedule that covered all its devices.
func (s *Store) LastRuns(ctx context.Context) ([]Run, error) {
	return s.runs(ctx, `WHERE id IN (SELECT max(id) FROM runs WHERE schedule <> '' AND subject = '' GROUP BY schedule) ORDER BY schedule`)
}

// A Count is how many rows there are of a name and state.
type Count struct {
	Name, State string
	N           int64
}

// Jobs counts the jobs of the engine by queue and state.
func (s *Store) Jobs(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, "SELECT queue, state, count(*) FROM river_job GROUP BY queue, state ORDER BY queue, state")
}

// DeliveryCounts counts the messages to people by channel and state.
func (s *Store) DeliveryCounts(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, "SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state ORDER BY channel, state")
}

func (s *Store) counts(ctx context.Context, query string) ([]Count, error) {
	rows, err := s.read.QueryContext(ctx, query)
	if err != nil {
		return nil, s.explain(err)
	}
	return scanCounts(rows)
}

func scanCounts(rows *sql.Rows) ([]Count, error) {
	defer func() { _ = rows.Close() }()
	var out []Count
	for rows.Next() {
		var c Count
		if err := rows.Scan(&c.Name, &c.State, &c.N); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Bytes is the size of the database.
func (s *Store) Bytes(ctx context.Context) (int64, error) { return s.bytes(ctx) }
