package history

import (
	"context"
	"database/sql"
	"time"
)

// A Run is one judgement, in numbers.
type Run struct {
	ID, Sweep                  int64
	Schedule, Subject, AskedBy string
	Started, Finished          time.Time
	// Devices is how many were to be read, Unread how many of them were not.
	Devices, Unread, Tunnels int
	// Health is how many tunnels are of each health.
	Health   map[string]int
	ExitCode int
	// Incidents is that of the JSON report.
	Incidents []byte
}

// healths are the columns of the table runs, in this order.
var healths = []string{"up", "degraded", "down", "idle", "standby", "unknown"}

// SaveRun stores a judgement, and what it changes in tunnels and findings. It
// returns the changes. A second judgement of one sweep is [ErrDouble].
func SaveRun(ctx context.Context, tx *sql.Tx, res *Result, p Policy) (run int64, changes []Change, err error) {
	res.clean()
	if run, err = insertRun(ctx, tx, res); err != nil {
		return 0, nil, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE sweeps SET run = $1, finished = CASE WHEN finished = 0 THEN $2 ELSE finished END WHERE id = $3", run, ms(res.Finished), res.Sweep); err != nil {
		return 0, nil, err
	}
	if err := forgetDevices(ctx, tx, res); err != nil {
		return 0, nil, err
	}
	gone, err := saveTunnels(ctx, tx, run, res)
	if err != nil {
		return 0, nil, err
	}
	b := &bookkeeper{tx: tx, run: run, now: res.Finished, policy: p, places: map[string]Tunnel{}}
	changes, err = b.keep(ctx, res, gone)
	return run, changes, err
}

func insertRun(ctx context.Context, tx *sql.Tx, res *Result) (id int64, err error) {
	incidents, err := pack(res.IncidentsDocument)
	if err != nil {
		return 0, err
	}
	count := map[string]int{}
	for i := range res.Tunnels {
		count[res.Tunnels[i].Health]++
	}
	args := []any{res.Sweep, res.Schedule, res.Subject, res.AskedBy, ms(res.Started), ms(res.Finished), len(res.Read) + len(res.Unread), len(res.Unread), len(res.Tunnels)}
	for _, h := range healths {
		args = append(args, count[h])
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO runs (sweep, schedule, subject, asked_by, started, finished, devices, unread, tunnels,
		up, degraded, down, idle, standby, unknown, exit_code, incidents)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id`,
		append(args, res.ExitCode, incidents)...).Scan(&id)
	if isDouble(err) {
		return 0, ErrDouble
	}
	return id, err
}

// Runs returns the latest runs, the newest first.
func (s *Store) Runs(ctx context.Context, most int) ([]Run, error) {
	return s.runs(ctx, "ORDER BY id DESC LIMIT $1", most)
}

// Run returns one run; it is nil when there is none of the number.
func (s *Store) Run(ctx context.Context, id int64) (*Run, error) {
	list, err := s.runs(ctx, "WHERE id = $1", id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (s *Store) runs(ctx context.Context, where string, args ...any) ([]Run, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, sweep, schedule, subject, asked_by, started, finished, devices, unread, tunnels,
		up, degraded, down, idle, standby, unknown, exit_code, incidents FROM runs `+where, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Run
	for rows.Next() {
		r := Run{Health: map[string]int{}}
		var started, finished int64
		var incidents []byte
		counts := make([]int, len(healths))
		to := []any{&r.ID, &r.Sweep, &r.Schedule, &r.Subject, &r.AskedBy, &started, &finished, &r.Devices, &r.Unread, &r.Tunnels}
		for i := range counts {
			to = append(to, &counts[i])
		}
		if err := rows.Scan(append(to, &r.ExitCode, &incidents)...); err != nil {
			return nil, err
		}
		for i, h := range healths {
			r.Health[h] = counts[i]
		}
		r.Started, r.Finished = at(started), at(finished)
		if r.Incidents, err = unpack(incidents); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, s.explain(rows.Err())
}
