package history

import (
	"context"
	"time"
)

// A Member is a device that a sweep waits for.
type Member struct {
	Sweep  int64
	Device string
	// Deadline is that of the sweep.
	Deadline time.Time
}

// Waiting returns the devices that sweeps wait for which began before a time and
// whose deadline has not passed.
func (s *Store) Waiting(ctx context.Context, before, now time.Time) ([]Member, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT m.sweep, m.device, s.deadline FROM sweep_members m JOIN sweeps s ON s.id = m.sweep
		WHERE m.capture = 0 AND s.run = 0 AND s.started <= $1 AND s.deadline > $2 ORDER BY m.sweep, m.device`, ms(before), ms(now))
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Member
	for rows.Next() {
		var m Member
		var deadline int64
		if err := rows.Scan(&m.Sweep, &m.Device, &deadline); err != nil {
			return nil, err
		}
		m.Deadline = at(deadline)
		out = append(out, m)
	}
	return out, s.explain(rows.Err())
}

// Unfinished reports whether a sweep of the schedule is still at work. One that
// began in the future does not count: the clock was put back since.
func (s *Store) Unfinished(ctx context.Context, schedule string, now time.Time) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM sweeps WHERE schedule = $1 AND run = 0 AND deadline > $2 AND started <= $2", schedule, ms(now)).Scan(&n)
	return n > 0, s.explain(err)
}

// LastSweep returns when the last sweep of a schedule began; zero for never.
func (s *Store) LastSweep(ctx context.Context, schedule string) (time.Time, error) {
	var last int64
	err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(started), 0) FROM sweeps WHERE schedule = $1", schedule).Scan(&last)
	return at(last), s.explain(err)
}
