package history

import (
	"context"
	"time"
)

// CapturesOf returns the latest captures of a device without their text, the
// newest first.
func (s *Store) CapturesOf(ctx context.Context, device string, most int) ([]Capture, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, job, device, started, finished, failure, failure_text, worker FROM captures
		WHERE device = $1 ORDER BY finished DESC, id DESC LIMIT $2`, device, most)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Capture
	for rows.Next() {
		var c Capture
		var started, finished int64
		if err := rows.Scan(&c.ID, &c.Job, &c.Device, &started, &finished, &c.Failure, &c.FailureText, &c.Worker); err != nil {
			return nil, err
		}
		c.Started, c.Finished = at(started), at(finished)
		out = append(out, c)
	}
	return out, s.explain(rows.Err())
}

// Capture returns one capture; it is nil when there is none of the number. Its
// text is empty when its time of keeping is over.
func (s *Store) Capture(ctx context.Context, id int64) (*Capture, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT device, id, started, finished, failure, failure_text, worker, body FROM captures WHERE id = $1`, id)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return nil, s.explain(rows.Err())
	}
	return scanCapture(rows)
}

// An Unread is a device that a sweep did not read.
type Unread struct {
	Device string
	// Capture is what there is of it, 0 while nobody has tried.
	Capture              int64
	Failure, FailureText string
}

// UnreadOf returns the devices that a sweep has not read, by name.
func (s *Store) UnreadOf(ctx context.Context, sweep int64, most int) ([]Unread, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT m.device, m.capture, coalesce(c.failure, ''), coalesce(c.failure_text, '') FROM sweep_members m
		LEFT JOIN captures c ON c.id = m.capture WHERE m.sweep = $1 AND (m.capture = 0 OR c.failure <> '') ORDER BY m.device LIMIT $2`, sweep, most)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Unread
	for rows.Next() {
		var u Unread
		if err := rows.Scan(&u.Device, &u.Capture, &u.Failure, &u.FailureText); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, s.explain(rows.Err())
}

// Sweep returns one sweep; it is nil when there is none of the number.
func (s *Store) Sweep(ctx context.Context, id int64) (*Sweep, error) {
	list, err := s.sweeps(ctx, "WHERE id = $1", id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// UnderWay returns the sweeps that are not judged and whose time is not over.
func (s *Store) UnderWay(ctx context.Context, now time.Time) ([]Sweep, error) {
	return s.sweeps(ctx, "WHERE run = 0 AND deadline > $1 ORDER BY id DESC LIMIT 20", ms(now))
}

// LatestRuns returns the latest run of each schedule that looked at more than one
// device's tunnels and ended after a time, the newest first.
func (s *Store) LatestRuns(ctx context.Context, after time.Time) ([]Run, error) {
	return s.runs(ctx, "WHERE id IN (SELECT max(id) FROM runs WHERE subject = '' AND finished >= $1 GROUP BY schedule) ORDER BY id DESC LIMIT 50", ms(after))
}

// A RunTunnel is what a run said of a tunnel.
type RunTunnel struct{ Name, Health, Rule string }

// TunnelsOfRun returns what a run said of its tunnels, the worst first, and how
// many it judged that are still kept.
func (s *Store) TunnelsOfRun(ctx context.Context, run int64, offset, most int) (list []RunTunnel, total int, err error) {
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM points WHERE run = $1", run).Scan(&total); err != nil {
		return nil, 0, s.explain(err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT t.name, p.health, p.rule FROM points p JOIN tunnels t ON t.id = p.tunnel WHERE p.run = $1
		ORDER BY CASE p.health WHEN 'down' THEN 0 WHEN 'unknown' THEN 1 WHEN 'degraded' THEN 2 ELSE 3 END, t.name`+page(1), run, most, offset)
	if err != nil {
		return nil, 0, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var t RunTunnel
		if err := rows.Scan(&t.Name, &t.Health, &t.Rule); err != nil {
			return nil, 0, err
		}
		list = append(list, t)
	}
	return list, total, s.explain(rows.Err())
}

// HaveIncident counts the tunnels that each incident has at present.
func (s *Store) HaveIncident(ctx context.Context) (map[string]int, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT incident, count(*) FROM tunnels WHERE incident <> '' AND health <> 'gone' GROUP BY incident")
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, s.explain(rows.Err())
}
