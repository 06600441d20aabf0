package sweep

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/sirupsen/logrus"
)

// failed tells of jobs that failed, each trouble once in a while.
type failed struct {
	log *logrus.Logger
	now func() time.Time

	mu   sync.Mutex
	told map[string]time.Time
}

// tellAgain is after how long the same trouble is told again.
const tellAgain = 5 * time.Minute

// HandleError tells of a job that gave an error. A device that is tried again is
// no news: what comes of it is stored.
func (f *failed) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if errors.Is(err, context.Canceled) {
		return nil // the process is being stopped
	}
	if job.Kind != (deviceJob{}).Kind() || job.Attempt >= job.MaxAttempts {
		f.tell(job.Kind + ": " + err.Error())
	}
	return nil
}

// HandlePanic tells of a job that panicked.
func (f *failed) HandlePanic(_ context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.log.Errorf("%s %s: panic: %v\n%s", job.Kind, job.EncodedArgs, value, trace)
	return nil
}

func (f *failed) tell(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.told[text]) < tellAgain {
		return
	}
	if f.told == nil || len(f.told) > 1000 {
		f.told = map[string]time.Time{}
	}
	f.told[text] = f.now()
	f.log.Error(text)
}
