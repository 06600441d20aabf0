package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/sweep"
)

type deliverWorker struct {
	river.WorkerDefaults[deliverJob]
	n *Notifier
}

const (
	// inOrder is how long a message waits for an earlier one of its channel, and
	// stuckAfter when it does so no longer.
	inOrder    = 2 * time.Second
	stuckAfter = 6 * time.Hour
)

// Timeout bounds one try with what is stored of it.
func (w *deliverWorker) Timeout(*river.Job[deliverJob]) time.Duration { return 3 * sendWithin }

// Work tries a message once and stores what came of it. A message that was sent
// is not sent again, even where the process was killed before its job ended.
func (w *deliverWorker) Work(ctx context.Context, job *river.Job[deliverJob]) error {
	n := w.n
	d, err := n.Store.Delivery(ctx, job.Args.Delivery)
	if err != nil {
		return river.JobCancel(err) // its time of keeping is over
	}
	if d.State == history.DeliverySent || d.State == history.DeliveryDead {
		return nil
	}
	before, err := n.Store.UnsentBefore(ctx, d, n.Now().Add(-stuckAfter))
	if err != nil {
		return err
	}
	if before {
		return river.JobSnooze(inOrder)
	}
	said, err := n.try(ctx, d)
	if ctx.Err() != nil {
		return ctx.Err() // this process is being stopped: it is tried again after the start
	}
	return n.note(ctx, job, d, said, err)
}

// try sends a message.
func (n *Notifier) try(ctx context.Context, d *history.Delivery) (string, error) {
	c := n.channel(d.Channel)
	if c == nil {
		return "", &Failure{Text: "the service file has no channel of this name any more", Final: true}
	}
	var m Message
	if err := json.Unmarshal([]byte(d.Body), &m); err != nil {
		return "", &Failure{Text: "the stored message cannot be read: " + err.Error(), Final: true}
	}
	s, err := newSender(ctx, c, n.Now)
	if err != nil {
		return "", err
	}
	if c.Kind == Alertmanager {
		return s.alertmanager(ctx, n.Store, &m)
	}
	return s.send(ctx, &m)
}

// note stores what a try came to, with the end of the job where it is the last.
func (n *Notifier) note(ctx context.Context, job *river.Job[deliverJob], d *history.Delivery, said string, trouble error) error {
	state, again := history.DeliverySent, time.Duration(0)
	if trouble != nil {
		state, again = n.after(d.Attempts+1, trouble)
		said = trouble.Error()
	}
	n.log(d, state, said, again)
	err := n.Store.Change(ctx, func(tx *sql.Tx) error {
		if err := history.TriedDelivery(ctx, tx, d.ID, state, saidIfWrong(trouble), n.Now()); err != nil {
			return err
		}
		if state == history.DeliveryFailed {
			return nil
		}
		return sweep.Complete(ctx, n.Store, tx, job)
	})
	if err == nil && state == history.DeliveryFailed {
		return river.JobSnooze(again)
	}
	return err
}

func saidIfWrong(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// after is what becomes of a message after a try that failed, and when it is tried
// again.
func (n *Notifier) after(tries int, trouble error) (state string, again time.Duration) {
	most := n.Tries
	if most <= 0 {
		most = DefaultTries
	}
	var f *Failure
	if errors.As(trouble, &f) && f.Final || tries >= most {
		return history.DeliveryDead, 0
	}
	again = n.backOff(tries)
	if f != nil {
		again = max(again, f.After)
	}
	return history.DeliveryFailed, again
}

func (n *Notifier) backOff(tries int) time.Duration {
	if n.BackOff != nil {
		return n.BackOff(tries)
	}
	return min(10*time.Second<<min(tries-1, 6), 10*time.Minute)
}

func (n *Notifier) log(d *history.Delivery, state, said string, again time.Duration) {
	switch what := fmt.Sprintf("alert %d to %s", d.ID, d.Channel); state {
	case history.DeliverySent:
		n.Log.Infof("%s: %s", what, said)
	case history.DeliveryDead:
		n.Log.Errorf("%s is given up after %d tries: %s; see ipsec-diag history deliveries", what, d.Attempts+1, said)
	default:
		n.Log.Warnf("%s did not arrive, it is tried again in %s: %s", what, again, said)
	}
}

type resendWorker struct {
	river.WorkerDefaults[resendJob]
	n *Notifier
}

// Timeout bounds the sending.
func (w *resendWorker) Timeout(*river.Job[resendJob]) time.Duration { return 3 * sendWithin }

// Work sends what fires. The next time comes in a minute: nothing is tried again.
func (w *resendWorker) Work(ctx context.Context, job *river.Job[resendJob]) error {
	c := w.n.channel(job.Args.Channel)
	if c == nil {
		return nil
	}
	s, err := newSender(ctx, c, w.n.Now)
	if err == nil {
		_, err = s.alertmanager(ctx, w.n.Store, nil)
	}
	if err != nil {
		w.n.Log.Warnf("the Alertmanager of channel %s is not told what still fires: %v", c.Name, err)
	}
	return nil
}
