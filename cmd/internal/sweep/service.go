// Package sweep runs sweeps as durable jobs: one job a device, in the queue of
// its zone, and one that judges when all were read. A job's result is stored in
// the transaction that ends the job, so that a worker may be killed at any time.
package sweep

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/robfig/cron/v3"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
)

// A Config is what a service goes by.
type Config struct {
	Store *history.Store
	// Agent is how devices are read and judged, with the inventory.
	Agent *pipeline.Agent
	// Worker names this process in what it stores.
	Worker string
	// Parallel is how many devices are read at once.
	Parallel int
	// Zones are those whose devices this process reads; nil is every zone of the
	// inventory and the devices without one.
	Zones []string
	// Control says that this process also plans and judges.
	Control bool
	// Schedules are those that begin sweeps; only with Control.
	Schedules []Schedule
	Policy    history.Policy
	// Keep says for how long what is kept.
	Keep history.Retention
	// DeviceTimeout bounds the reading of one device. A device whose worker was
	// killed is taken up by another a little later than that.
	DeviceTimeout time.Duration
	// TakeOver is how long after DeviceTimeout that is; zero is half a minute.
	TakeOver time.Duration
	// Tend is how often sweeps are looked after; zero is a quarter of a minute.
	Tend time.Duration
	Log  *logrus.Logger
	// Version is that of the program, for the list of workers.
	Version string
	// Cards are the scenario cards of the next steps.
	Cards map[string]string
	// Finish completes a run before it is stored; it may be nil.
	Finish func(*report.Run)
	// After returns the jobs that follow from a judgement; they are stored with
	// it, in one transaction. It may be nil.
	After func(context.Context, *sql.Tx, *Judged) ([]river.InsertManyParams, error)
	// AddWorkers adds the workers of those jobs; it may be nil. Queues has theirs.
	AddWorkers func(*river.Workers)
	Queues     map[string]river.QueueConfig
	// Periodic are jobs of others that come again and again; only with Control.
	Periodic []*river.PeriodicJob
}

// Judged is a stored judgement with what it changed.
type Judged struct {
	Run     int64
	Result  *history.Result
	Changes []history.Change
}

// A Service works on jobs until it is stopped.
type Service struct {
	cfg    Config
	agent  atomic.Pointer[pipeline.Agent]
	plan   atomic.Pointer[Plan]
	client *river.Client[*sql.Tx]
	rounds rounds
	// reloading keeps two reloads apart; served are the queues of zones.
	reloading sync.Mutex
	served    []string
	alive     *heart
}

// New makes a service. It does nothing before [Service.Start].
func New(cfg Config) (*Service, error) {
	if cfg.DeviceTimeout <= 0 {
		cfg.DeviceTimeout = 5 * time.Minute
	}
	if cfg.TakeOver <= 0 {
		cfg.TakeOver = 30 * time.Second
	}
	if cfg.Tend <= 0 {
		cfg.Tend = tendEvery
	}
	s := &Service{cfg: cfg}
	s.agent.Store(cfg.Agent)
	s.plan.Store(&Plan{Schedules: cfg.Schedules, Policy: cfg.Policy, Keep: cfg.Keep})
	workers := river.NewWorkers()
	river.AddWorker(workers, &deviceWorker{s: s})
	river.AddWorker(workers, &beginWorker{s: s})
	river.AddWorker(workers, &judgeWorker{s: s})
	river.AddWorker(workers, &tendWorker{s: s})
	river.AddWorker(workers, &tidyWorker{s: s})
	if cfg.AddWorkers != nil {
		cfg.AddWorkers(workers)
	}
	client, err := river.NewClient(cfg.Store.Driver(), &river.Config{
		Queues:               s.queues(),
		Workers:              workers,
		PeriodicJobs:         s.periodic(),
		JobTimeout:           -1, // each worker has its own
		RescueStuckJobsAfter: cfg.DeviceTimeout + cfg.TakeOver,
		FetchPollInterval:    time.Second,
		RetryPolicy:          backOff{},
		Logger:               slog.New(&engineLog{log: cfg.Log}),
		ErrorHandler:         &failed{log: cfg.Log, now: s.now},
		// Only a process that plans may lead: another has no schedules.
		LeaderElectionDisabled: !cfg.Control,
		// What is told of a finished job is in the history; the rows of the engine
		// are only for looking at failures.
		CompletedJobRetentionPeriod: time.Hour,
		SkipUnknownJobCheck:         true,
	})
	if err != nil {
		return nil, fmt.Errorf("the job engine: %w", err)
	}
	s.client = client
	return s, nil
}

func (s *Service) queues() map[string]river.QueueConfig {
	out := map[string]river.QueueConfig{}
	for name, q := range s.cfg.Queues {
		out[name] = q
	}
	for _, zone := range s.zones() {
		s.served = append(s.served, zone)
		out[queue(zone)] = river.QueueConfig{MaxWorkers: max(1, s.cfg.Parallel)}
	}
	if s.cfg.Control {
		out[controlQueue] = river.QueueConfig{MaxWorkers: 2}
	}
	return out
}

// zones are those whose devices this process reads.
func (s *Service) zones() []string {
	if s.cfg.Zones != nil {
		return s.cfg.Zones
	}
	out := []string{""}
	devices := s.agent.Load().Inventory.Devices
	for i := range devices {
		if zone := devices[i].Zone; !slices.Contains(out, zone) {
			out = append(out, zone)
		}
	}
	return out
}

// tendEvery is how often sweeps are looked after.
const tendEvery = 15 * time.Second

func (s *Service) periodic() []*river.PeriodicJob {
	if !s.cfg.Control {
		return nil
	}
	out := []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(s.cfg.Tend), func() (river.JobArgs, *river.InsertOpts) {
		return tendJob{}, nil
	}, nil), river.NewPeriodicJob(river.PeriodicInterval(tidyEvery), func() (river.JobArgs, *river.InsertOpts) {
		return tidyJob{}, nil
	}, nil)}
	out = append(out, s.cfg.Periodic...)
	for _, sched := range s.cfg.Schedules {
		out = append(out, s.periodicOf(sched)...)
	}
	return out
}

// missed reports whether a schedule's time passed while nothing ran.
func (s *Service) missed(sched Schedule, when cron.Schedule) bool {
	last, err := s.cfg.Store.LastSweep(context.Background(), sched.Name)
	return err == nil && !when.Next(last).After(s.now())
}

func (s *Service) now() time.Time { return s.agent.Load().Now() }

// backOff is when a failed job is tried again.
type backOff struct{}

// NextRetry waits ten seconds, then twice as long each time.
func (backOff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(10 * time.Second << min(job.Attempt-1, 6))
}
