package sweep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/collector"
)

type judgeWorker struct {
	river.WorkerDefaults[judgeJob]
	s *Service
}

// Timeout bounds the judgement of a sweep.
func (w *judgeWorker) Timeout(*river.Job[judgeJob]) time.Duration { return 30 * time.Minute }

// Work judges a sweep from the captures that are stored, and stores the
// judgement, what it changes, and the jobs that follow, in one transaction.
func (w *judgeWorker) Work(ctx context.Context, job *river.Job[judgeJob]) error {
	s := w.s
	sw, stored, waiting, err := s.cfg.Store.ReadSweep(ctx, job.Args.Sweep)
	if err != nil {
		return err
	}
	if sw.Run != 0 {
		return nil // all devices were read before the deadline
	}
	captures, err := s.captures(stored, waiting)
	if err != nil {
		return river.JobCancel(err)
	}
	res := s.judge(ctx, sw, captures)
	var judged int64
	err = s.cfg.Store.Change(ctx, func(tx *sql.Tx) error {
		run, changes, err := history.SaveRun(ctx, tx, res, s.plan.Load().Policy)
		if err != nil {
			return err
		}
		judged = run
		if err := s.follow(ctx, tx, &Judged{Run: run, Result: res, Changes: changes}); err != nil {
			return err
		}
		_, err = complete(ctx, s.cfg.Store, tx, job)
		return err
	})
	if errors.Is(err, history.ErrDouble) {
		return nil
	}
	if err == nil {
		s.cfg.Log.WithFields(logrus.Fields{"sweep": sw.ID, "run": judged, "job": job.ID, "schedule": sw.Schedule}).
			Infof("the sweep is judged: %d devices, %d of them not read, %d tunnels", sw.Devices, len(res.Unread), len(res.Tunnels))
	}
	return err
}

// follow stores the jobs that follow from a judgement.
func (s *Service) follow(ctx context.Context, tx *sql.Tx, j *Judged) error {
	if s.cfg.After == nil {
		return nil
	}
	jobs, err := s.cfg.After(ctx, tx, j)
	if err != nil || len(jobs) == 0 {
		return err
	}
	_, err = s.client.InsertManyTx(ctx, tx, jobs)
	return err
}

// captures are what was stored, and for each device that nobody has read by the
// deadline a capture that says so.
func (s *Service) captures(stored []*history.Capture, waiting []string) ([]*collector.Capture, error) {
	var out []*collector.Capture
	for _, c := range stored {
		if len(c.Text) == 0 {
			out = append(out, unread(c.Device, "Its output is not kept any more"))
			continue
		}
		got, err := collector.ParseCapture(c.Text)
		if err != nil {
			return nil, fmt.Errorf("capture %d of %s: %w", c.ID, c.Device, err)
		}
		out = append(out, got)
	}
	for _, name := range waiting {
		out = append(out, unread(name, "No worker has read the device before the sweep's time was over: is one at work for its zone?"))
	}
	return out, nil
}

func unread(device, advice string) *collector.Capture {
	return &collector.Capture{Device: device, Err: &collector.Error{Class: collector.ClassNotTried, Device: device, Advice: advice}}
}
