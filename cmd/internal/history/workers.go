package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"
)

// What a process of the service does.
const (
	// RoleServe plans, judges and reads devices.
	RoleServe = "serve"
	// RoleWorker reads devices.
	RoleWorker = "worker"
)

// A Worker is a process of the service, as it told of itself.
type Worker struct {
	// Name is the host and the number of the process.
	Name, Role string
	// Zones are those whose devices it reads; nil is all, "" the devices without one.
	Zones    []string
	Parallel int
	Version  string
	Started  time.Time
	// Seen is when it last told; Stopped when it ended in good order.
	Seen, Stopped time.Time
}

// silentAfter is when a process that tells nothing counts as lost: it tells every
// 15 seconds.
const silentAfter = time.Minute

// The states of a worker.
const (
	WorkerAtWork  = "at work"
	WorkerStopped = "stopped"
	WorkerSilent  = "not heard of"
)

// State says whether the process is at work.
func (w *Worker) State(now time.Time) string {
	switch {
	case !w.Stopped.IsZero():
		return WorkerStopped
	case now.Sub(w.Seen) > silentAfter:
		return WorkerSilent
	}
	return WorkerAtWork
}

// Reads reports whether the process takes the devices of a zone.
func (w *Worker) Reads(zone string) bool { return w.Zones == nil || slices.Contains(w.Zones, zone) }

// SaveWorker keeps what a process tells of itself.
func (s *Store) SaveWorker(ctx context.Context, w Worker) error {
	zones, err := json.Marshal(w.Zones)
	if err != nil {
		return err
	}
	return s.Change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO workers (name, role, zones, parallel, version, started, seen, stopped)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO UPDATE SET role = excluded.role, zones = excluded.zones,
			parallel = excluded.parallel, version = excluded.version, started = excluded.started, seen = excluded.seen, stopped = excluded.stopped`,
			w.Name, w.Role, string(zones), w.Parallel, w.Version, ms(w.Started), ms(w.Seen), ms(w.Stopped))
		return err
	})
}

// Workers returns the processes of the service of the last days, those that told
// last first.
func (s *Store) Workers(ctx context.Context) ([]Worker, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT name, role, zones, parallel, version, started, seen, stopped FROM workers ORDER BY seen DESC, name")
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Worker
	for rows.Next() {
		var w Worker
		var zones string
		var started, seen, stopped int64
		if err := rows.Scan(&w.Name, &w.Role, &zones, &w.Parallel, &w.Version, &started, &seen, &stopped); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(zones), &w.Zones); err != nil {
			return nil, err
		}
		w.Started, w.Seen, w.Stopped = at(started), at(seen), at(stopped)
		out = append(out, w)
	}
	return out, s.explain(rows.Err())
}

// Unserved returns the zones that no process at work reads.
func Unserved(workers []Worker, zones []string, now time.Time) (out []string) {
	for _, zone := range zones {
		if !slices.ContainsFunc(workers, func(w Worker) bool { return w.State(now) == WorkerAtWork && w.Reads(zone) }) {
			out = append(out, zone)
		}
	}
	return out
}
