package sweep

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"ipsec-diag/cmd/internal/history"
)

type tendWorker struct {
	river.WorkerDefaults[tendJob]
	s *Service
}

// Work gives a job to each device that a sweep waits for and nobody has one for:
// its job was cancelled by hand, or ended in the moment the sweep began.
func (w *tendWorker) Work(ctx context.Context, _ *river.Job[tendJob]) error {
	s := w.s
	waiting, err := s.cfg.Store.Waiting(ctx, s.now().Add(-2*s.cfg.Tend), s.now())
	if err != nil || len(waiting) == 0 {
		return err
	}
	inv := s.agent.Load().Inventory
	var jobs []river.InsertManyParams
	for _, m := range waiting {
		opts := deviceJob{}.InsertOpts()
		if dev := inv.Device(m.Device); dev != nil {
			opts.Queue = queue(dev.Zone)
		} else {
			opts.Queue = queue("")
		}
		jobs = append(jobs, river.InsertManyParams{Args: deviceJob{Device: m.Device, Sweep: m.Sweep}, InsertOpts: &opts})
	}
	got, err := s.client.InsertMany(ctx, jobs)
	if err != nil {
		return err
	}
	for i, r := range got {
		if r.UniqueSkippedAsDuplicate {
			if err := s.unstick(ctx, r.Job, jobs[i].InsertOpts.Queue, waiting[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// unstick cancels a job that nobody can do in time: the device has moved to
// another zone since, or the clock was put back. The next look adds another.
func (s *Service) unstick(ctx context.Context, job *rivertype.JobRow, wanted string, m history.Member) error {
	if job.State == rivertype.JobStateRunning || job.Queue == wanted && job.ScheduledAt.Before(m.Deadline.Add(time.Minute)) {
		return nil
	}
	if _, err := s.client.JobCancel(ctx, job.ID); err != nil {
		return fmt.Errorf("device %s: %w", m.Device, err)
	}
	s.cfg.Log.WithField("device", m.Device).WithField("job", job.ID).Info("a job of another zone or time is given up for a new one")
	return nil
}
