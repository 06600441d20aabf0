package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/sweep"
)

// Queue has the jobs that send.
const Queue = "alerts"

// A Notifier tells people of what judgements change.
type Notifier struct {
	Store    *history.Store
	Channels []config.Alert
	Log      *logrus.Logger
	Now      func() time.Time
	// BackOff is how long to wait after a number of tries; nil is ten seconds, then
	// twice as long each time, up to ten minutes.
	BackOff func(tries int) time.Duration
	// Tries is after how many a message is given up; zero is [DefaultTries].
	Tries int
}

// DefaultTries are spread over some three hours.
const DefaultTries = 24

// Into adds what is needed to a service.
func (n *Notifier) Into(cfg *sweep.Config) {
	if len(n.Channels) == 0 {
		return
	}
	cfg.After = n.After
	cfg.AddWorkers = func(w *river.Workers) {
		river.AddWorker(w, &deliverWorker{n: n})
		river.AddWorker(w, &resendWorker{n: n})
	}
	cfg.Queues = map[string]river.QueueConfig{Queue: {MaxWorkers: 4}}
	for i := range n.Channels {
		if name := n.Channels[i].Name; n.Channels[i].Kind == Alertmanager {
			cfg.Periodic = append(cfg.Periodic, river.NewPeriodicJob(river.PeriodicInterval(resendEvery), func() (river.JobArgs, *river.InsertOpts) {
				return resendJob{Channel: name}, nil
			}, &river.PeriodicJobOpts{RunOnStart: true, ID: "resend-" + name}))
		}
	}
}

// After stores the messages that follow from a judgement, and a job for each: with
// the judgement, in one transaction.
func (n *Notifier) After(ctx context.Context, tx *sql.Tx, j *sweep.Judged) ([]river.InsertManyParams, error) {
	alerts, err := alertsOf(ctx, tx, j)
	if err != nil || len(alerts) == 0 {
		return nil, err
	}
	var jobs []river.InsertManyParams
	for i := range n.Channels {
		m := message(&n.Channels[i], j.Run, j.Result.Finished, alerts)
		if m == nil {
			continue
		}
		body, err := json.Marshal(m)
		if err != nil {
			return nil, err
		}
		id, err := history.AddDelivery(ctx, tx, &history.Delivery{At: j.Result.Finished, Channel: m.Channel, Key: m.Key, Body: string(body)})
		if err != nil {
			return nil, fmt.Errorf("a message for %s: %w", m.Channel, err)
		}
		jobs = append(jobs, river.InsertManyParams{Args: deliverJob{Delivery: id}})
	}
	return jobs, nil
}

// alertsOf are the changes that nothing keeps quiet.
func alertsOf(ctx context.Context, tx *sql.Tx, j *sweep.Judged) ([]Alert, error) {
	p := placesOf(j.Result.Tunnels)
	all := false
	var out []Alert
	for i := range j.Changes {
		c := &j.Changes[i]
		if c.Quiet != "" {
			continue
		}
		f, err := history.FindingIn(ctx, tx, c.Fingerprint)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		if _, here := p.byName[c.Tunnel]; !here && !all {
			if err := p.fill(ctx, tx); err != nil {
				return nil, err
			}
			all = true
		}
		if err := p.before(ctx, tx, f); err != nil {
			return nil, err
		}
		a := p.alert(f, c.What)
		a.Note = c.Detail
		out = append(out, a)
	}
	return out, nil
}

// fill adds the tunnels that the run did not judge.
func (p *places) fill(ctx context.Context, tx *sql.Tx) error {
	all, err := history.PlacesIn(ctx, tx)
	for name, t := range all {
		if _, here := p.byName[name]; !here {
			p.byName[name] = t
		}
	}
	return err
}

// before adds to an incident the members that it had since it opened.
func (p *places) before(ctx context.Context, tx *sql.Tx, f *history.Finding) error {
	if !ofFleet(f) {
		return nil
	}
	had, err := history.MembersSince(ctx, tx, f.Opened)
	for id, names := range had {
		if history.Fingerprint(f.Tunnel, id) == f.Fingerprint {
			p.also(id, names)
		}
	}
	return err
}

// deliverJob sends one message.
type deliverJob struct {
	Delivery int64 `json:"delivery" river:"unique"`
}

// Kind names the job.
func (deliverJob) Kind() string { return "deliver" }

// InsertOpts keep one a message. How often it is tried is counted with the message.
func (deliverJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Queue, MaxAttempts: 1000, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// resendJob tells an Alertmanager what still fires.
type resendJob struct {
	Channel string `json:"channel" river:"unique"`
}

// Kind names the job.
func (resendJob) Kind() string { return "resend" }

// InsertOpts keep one a channel.
func (resendJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Queue, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// unfinished are the states of a job that is still to be done.
var unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}

func (n *Notifier) channel(name string) *config.Alert {
	for i := range n.Channels {
		if n.Channels[i].Name == name {
			return &n.Channels[i]
		}
	}
	return nil
}
