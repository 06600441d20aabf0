package sweep

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// tidyJob deletes what is older than it is kept.
type tidyJob struct{}

// Kind names the job.
func (tidyJob) Kind() string { return "tidy" }

// InsertOpts keep one at a time.
func (tidyJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: controlQueue, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// tidyEvery is how often that is done.
const tidyEvery = time.Hour

type tidyWorker struct {
	river.WorkerDefaults[tidyJob]
	s *Service
}

// Timeout bounds one tidying; the next goes on where it stopped.
func (w *tidyWorker) Timeout(*river.Job[tidyJob]) time.Duration { return tidyEvery }

// Work deletes what is old, portion by portion.
func (w *tidyWorker) Work(ctx context.Context, _ *river.Job[tidyJob]) error {
	p, err := w.s.cfg.Store.Prune(ctx, w.s.plan.Load().Keep, w.s.now())
	if err == nil {
		w.s.cfg.Log.Infof("history tidied: %d captures, %d points, %d rows of runs, %d of changes deleted", p.Captures, p.Points, p.Runs, p.Changes)
	}
	return err
}
