package sweep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

type deviceWorker struct {
	river.WorkerDefaults[deviceJob]
	s *Service
}

// Timeout bounds the reading of one device.
func (w *deviceWorker) Timeout(*river.Job[deviceJob]) time.Duration { return w.s.cfg.DeviceTimeout }

// again are the failures that may pass: the device is tried once more within the
// sweep. A rejected login is not among them, for it may lock the account.
var again = []collector.Class{collector.ClassUnreachable, collector.ClassConnectionCut, collector.ClassTimeout, collector.ClassDisconnected, collector.ClassJump}

// Work reads a device and stores what it answered, or why it did not.
func (w *deviceWorker) Work(ctx context.Context, job *river.Job[deviceJob]) error {
	s := w.s
	agent := s.agent.Load()
	dev := agent.Inventory.Device(job.Args.Device)
	if dev == nil {
		return s.store(ctx, job, &collector.Capture{Device: job.Args.Device, Started: s.now(), Finished: s.now(), Err: &collector.Error{
			Class: collector.ClassNotTried, Device: job.Args.Device, Advice: "The device is not in the inventory of " + s.cfg.Worker + " any more"}}, inventory.Device{Name: job.Args.Device})
	}
	agent, giveBack := s.rounds.take(job.Args.Sweep, agent, s.cfg.Parallel)
	got := agent.CollectOne(ctx, *dev)
	giveBack()
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return river.JobSnooze(time.Second) // this process is being stopped: another reads the device
	}
	if got.Err != nil && job.Attempt < mostAttempts && slices.Contains(again, got.Err.Class) {
		return fmt.Errorf("%s: %s", dev.Name, got.Err.Error())
	}
	return s.store(context.WithoutCancel(ctx), job, got, *dev)
}

// store keeps a capture and ends its job, in one transaction.
func (s *Service) store(ctx context.Context, job *river.Job[deviceJob], got *collector.Capture, dev inventory.Device) error {
	c := &history.Capture{Job: job.ID, Device: dev.Name, Started: got.Started, Finished: got.Finished, Worker: s.cfg.Worker, Text: got.Format(),
		About: history.Device{Address: dev.Address, Platform: got.Platform, Site: dev.Site, Zone: dev.Zone, Version: s.version(got)}}
	if got.Err != nil {
		c.Failure, c.FailureText = string(got.Err.Class), got.Err.Error()
	}
	err := s.cfg.Store.Change(ctx, func(tx *sql.Tx) error {
		done, err := history.SaveCapture(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := s.judgeSoon(ctx, tx, done); err != nil {
			return err
		}
		_, err = complete(ctx, s.cfg.Store, tx, job)
		return err
	})
	if errors.Is(err, history.ErrDouble) {
		s.logOf(job).Warn("the job had its result already; this second one is dropped")
		return nil
	}
	if err == nil {
		s.tellRead(job, got)
	}
	return err
}

// logOf is the log with the fields of a device's job.
func (s *Service) logOf(job *river.Job[deviceJob]) *logrus.Entry {
	return s.cfg.Log.WithFields(logrus.Fields{"device": job.Args.Device, "sweep": job.Args.Sweep, "job": job.ID})
}

// tellRead logs what a reading came to.
func (s *Service) tellRead(job *river.Job[deviceJob], got *collector.Capture) {
	log := s.logOf(job).WithField("seconds", got.Finished.Sub(got.Started).Seconds())
	if got.Err != nil {
		log.WithField("failure", string(got.Err.Class)).Info("the device was not read: " + got.Err.Error())
		return
	}
	log.Debug("the device was read")
}

// judgeSoon adds the jobs that judge sweeps.
func (s *Service) judgeSoon(ctx context.Context, tx *sql.Tx, sweeps []int64) error {
	for _, id := range sweeps {
		if _, err := s.client.InsertTx(ctx, tx, judgeJob{Sweep: id}, nil); err != nil {
			return err
		}
	}
	return nil
}

// version is the software that a device says it runs; only the outputs that tell
// it are read, the rest is for the judgement.
func (s *Service) version(c *collector.Capture) string {
	for _, p := range s.agent.Load().Platforms {
		if p.Name != c.Platform {
			continue
		}
		part := *c
		part.Outputs = nil
		for _, o := range c.Outputs {
			if step := p.StepFor(o.Command); step != nil && slices.Contains(step.Reveals, ipsec.AreaVersion) {
				part.Outputs = append(part.Outputs, o)
			}
		}
		return parsers.Parse(p, &part, 0).Version.Or("")
	}
	return ""
}

// complete ends a job within a transaction.
func complete[A river.JobArgs](ctx context.Context, store *history.Store, tx *sql.Tx, job *river.Job[A]) (*river.Job[A], error) {
	if store.Postgres {
		return river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx, job)
	}
	return river.JobCompleteTx[*riversqlite.Driver](ctx, tx, job)
}
