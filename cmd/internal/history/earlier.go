package history

import (
	"context"
	"maps"
	"slices"
	"time"
)

// A Was is what a run said of a tunnel's health.
type Was struct {
	At     time.Time
	Health string
}

// Changed returns when the health of tunnels changed from one run to the next
// since a time, by name, with the first run of that time, the oldest first. Tunnels
// that were never down in it are left out.
func (s *Store) Changed(ctx context.Context, since time.Time) (map[string][]Was, error) {
	// Only tunnels whose health changed in that time can have: of the others no
	// point is read.
	rows, err := s.read.QueryContext(ctx, `SELECT t.name, p.at, p.health FROM tunnels t JOIN points p ON p.tunnel = t.id AND p.at >= $1
		WHERE t.since >= $1 ORDER BY p.tunnel, p.at, p.run`, ms(since))
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]Was{}
	for rows.Next() {
		var name string
		var w Was
		var when int64
		if err := rows.Scan(&name, &when, &w.Health); err != nil {
			return nil, err
		}
		w.At = at(when)
		if list := out[name]; len(list) == 0 || list[len(list)-1].Health != w.Health {
			out[name] = append(list, w)
		}
	}
	maps.DeleteFunc(out, func(_ string, list []Was) bool {
		return !slices.ContainsFunc(list, func(w Was) bool { return w.Health == "down" })
	})
	return out, s.explain(rows.Err())
}

const (
	// usualRuns is how many runs are looked through for what is usual, and
	// usualCounts how many numbers are kept of a device.
	usualRuns   = 14
	usualCounts = 7
)

// latestWhole chooses the last runs over many devices.
const latestWhole = "(SELECT id FROM runs WHERE subject = '' ORDER BY id DESC LIMIT $1)"

// Usual returns how many tunnels of each device were up in its last runs, the
// latest last. A run that did not read the device, or does not know of each of its
// tunnels, gives no number.
func (s *Store) Usual(ctx context.Context) (map[string][]int, error) {
	read, err := s.readInRuns(ctx)
	if err != nil {
		return nil, err
	}
	runs, err := s.upInRuns(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]int{}
	for _, r := range read {
		if n, ok := runs[r]; ok && n >= 0 {
			out[r.device] = append(out[r.device], n)
		}
	}
	for device, counts := range out {
		out[device] = counts[max(0, len(counts)-usualCounts):]
	}
	return out, nil
}

// A deviceInRun is a device in a run.
type deviceInRun struct {
	run    int64
	device string
}

// readInRuns are the devices that the last runs read, the oldest run first.
func (s *Store) readInRuns(ctx context.Context) ([]deviceInRun, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT s.run, m.device FROM sweeps s JOIN sweep_members m ON m.sweep = s.id JOIN captures c ON c.id = m.capture
		WHERE c.failure = '' AND s.run IN `+latestWhole+" ORDER BY s.run, m.device", usualRuns)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []deviceInRun
	for rows.Next() {
		var r deviceInRun
		if err := rows.Scan(&r.run, &r.device); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, s.explain(rows.Err())
}

// upInRuns counts the tunnels of devices that were up in the last runs; -1 where
// one is not known.
func (s *Store) upInRuns(ctx context.Context) (map[deviceInRun]int, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT p.run, t.local, t.remote, p.health FROM points p JOIN tunnels t ON t.id = p.tunnel
		WHERE p.run IN `+latestWhole, usualRuns)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[deviceInRun]int{}
	for rows.Next() {
		var run int64
		var ends [2]string
		var health string
		if err := rows.Scan(&run, &ends[0], &ends[1], &health); err != nil {
			return nil, err
		}
		for _, end := range ends {
			k := deviceInRun{run, end}
			switch n := out[k]; {
			case health == unknown || health == "standby" || n < 0:
				out[k] = -1
			case health == "down":
				out[k] = n
			default:
				out[k] = n + 1
			}
		}
	}
	return out, s.explain(rows.Err())
}
