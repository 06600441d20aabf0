package sweep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/inventory"
	"ipsec-diag/inventory/filter"
)

type beginWorker struct {
	river.WorkerDefaults[beginJob]
	s *Service
}

// Work begins the sweep of a schedule. While one of the same schedule is still
// read, no second is begun: a slow fleet is not asked faster than it answers.
func (w *beginWorker) Work(ctx context.Context, job *river.Job[beginJob]) error {
	s := w.s
	schedules := s.plan.Load().Schedules
	i := slices.IndexFunc(schedules, func(x Schedule) bool { return x.Name == job.Args.Schedule })
	if i < 0 {
		return river.JobCancel(fmt.Errorf("there is no schedule %q any more", job.Args.Schedule))
	}
	sched := schedules[i]
	if busy, err := s.cfg.Store.Unfinished(ctx, sched.Name, s.now()); err != nil || busy {
		if busy {
			s.cfg.Log.WithField("schedule", sched.Name).Warn("the sweep before is still at work; this one is left out")
		}
		return err
	}
	devices, err := sched.devices(s.agent.Load().Inventory)
	if err != nil {
		return river.JobCancel(err)
	}
	return s.begin(ctx, history.Sweep{Schedule: sched.Name, Deadline: s.now().Add(sched.within())}, devices, sched.delay, func(tx *sql.Tx) error {
		_, err := complete(ctx, s.cfg.Store, tx, job)
		return err
	}, nil)
}

// A ChoiceError says that words choose no devices: it is the asker's to mend.
type ChoiceError struct{ Err error }

// Error says what is wrong with the words.
func (e *ChoiceError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ChoiceError) Unwrap() error { return e.Err }

// Ask begins a sweep now, of the devices that the words choose, and returns its
// number. One word that names a device asks about that device and reads the
// other ends of its tunnels too.
func (s *Service) Ask(ctx context.Context, which []string, who string) (int64, error) {
	agent := s.agent.Load()
	devices, err := filter.Choice{Words: which}.Pick(agent.Inventory)
	if err == nil && len(devices) == 0 {
		err = errors.New("no device of the inventory is chosen")
	}
	if err != nil {
		return 0, &ChoiceError{err}
	}
	sw := history.Sweep{AskedBy: who, Deadline: s.now().Add(DefaultWithin)}
	if len(which) == 1 && len(devices) == 1 {
		sw.Subject = devices[0].Name
		devices = append(devices, agent.FarDevices(devices[0])...)
	}
	var id int64
	at := func(string) time.Duration { return 0 }
	err = s.begin(ctx, sw, devices, at, func(*sql.Tx) error { return nil }, &id)
	return id, err
}

// begin stores a sweep and one job for each of its devices.
func (s *Service) begin(ctx context.Context, sw history.Sweep, devices []inventory.Device, delay func(string) time.Duration, also func(*sql.Tx) error, id *int64) error {
	sw.Started = s.now()
	names := make([]string, len(devices))
	for i := range devices {
		names[i] = devices[i].Name
	}
	return s.cfg.Store.Change(ctx, func(tx *sql.Tx) error {
		n, err := history.StartSweep(ctx, tx, sw, names)
		if err != nil {
			return err
		}
		var jobs []river.InsertManyParams
		for i := range devices {
			opts := deviceJob{}.InsertOpts()
			opts.Queue = queue(devices[i].Zone)
			if d := delay(devices[i].Name); d > 0 {
				opts.ScheduledAt = sw.Started.Add(d)
			}
			jobs = append(jobs, river.InsertManyParams{Args: deviceJob{Device: devices[i].Name, Sweep: n}, InsertOpts: &opts})
		}
		late := judgeJob{Sweep: n, Late: true}
		opts := late.InsertOpts()
		opts.ScheduledAt = sw.Deadline
		jobs = append(jobs, river.InsertManyParams{Args: late, InsertOpts: &opts})
		if _, err := s.client.InsertManyTx(ctx, tx, jobs); err != nil {
			return err
		}
		if id != nil {
			*id = n
		}
		return also(tx)
	})
}
