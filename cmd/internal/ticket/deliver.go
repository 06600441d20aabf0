package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Outcome is what was done.
type Outcome struct {
	// Said tells it in sentences.
	Said []string
	// Kept is why a bundle was not attached although it was to be; empty if it was.
	Kept string
}

func (o *Outcome) say(format string, args ...any) {
	o.Said = append(o.Said, fmt.Sprintf(format, args...))
}

// Options say how to deliver.
type Options struct {
	// Resolve closes the ticket once the run finds its own fault healthy.
	Resolve bool
	// Wait pauses between tries; nil is a clock.
	Wait func(context.Context, time.Duration) error
}

// Attach tells a ticket of a run. Each change is sent once: before each try the
// ticket is read, and what it has already is not sent again.
func Attach(ctx context.Context, s System, r *Report, opt Options) (*Outcome, error) {
	if opt.Wait == nil {
		opt.Wait = wait
	}
	out := &Outcome{}
	lim, err := s.Limits(ctx)
	if err != nil {
		return out, err
	}
	d := &delivery{s: s, r: r, opt: opt, lim: lim, out: out}
	before, err := s.Notes(ctx)
	if err != nil {
		return out, err
	}
	recovered, err := d.recovered(ctx, before)
	if err != nil || recovered {
		return out, err
	}
	if r.Healthy && opt.Resolve {
		out.say("healthy, and the ticket has no note of an earlier fault: nothing was sent")
		return out, nil
	}
	return out, d.once(ctx, before, func(p *Posted) bool { return p.Fingerprint == r.Fingerprint }, d.reportOn)
}

// A delivery is one run on its way to one ticket.
type delivery struct {
	s   System
	r   *Report
	opt Options
	lim Limits
	out *Outcome
}

// recovered tells the notes about what is in order now. It reports whether the run
// is told of with that.
func (d *delivery) recovered(ctx context.Context, before []Posted) (bool, error) {
	told, resolve := false, false
	for _, p := range newest(before) {
		if !slices.Contains(d.r.Well, p.Subject) || p.Healthy && !d.r.Healthy {
			continue
		}
		if p.Healthy { // told already: who opened the ticket again since is not overruled
			told = told || p.Fingerprint != d.r.Fingerprint
			resolve = resolve || p.At.Equal(second(d.r.At)) // this very run, tried again
			continue
		}
		same := func(q *Posted) bool { return q.Fingerprint == p.Fingerprint }
		err := d.once(ctx, before, same, func(q *Posted) *Note { return recovery(d.r, q, d.s.Appends()) })
		if err != nil {
			return false, err
		}
		told, resolve = true, true
	}
	if told && !resolve && d.r.Healthy {
		d.out.say("healthy, as the ticket was told before: nothing was sent")
	}
	if resolve && told && d.r.Healthy && d.opt.Resolve {
		n := opening(d.r)
		n.Event, n.File, n.Fingerprint = Well, nil, fingerprintOf(before, d.r)
		if err := d.s.Resolve(ctx, n); err != nil {
			return false, err
		}
		d.out.say("the ticket is resolved")
	}
	return told && d.r.Healthy, nil
}

// fingerprintOf is that of the fault that a healthy run ends.
func fingerprintOf(before []Posted, r *Report) string {
	for _, p := range newest(before) {
		if slices.Contains(r.Well, p.Subject) {
			return p.Fingerprint
		}
	}
	return r.Fingerprint
}

// reportOn is the note of the run, beside the one that is there.
func (d *delivery) reportOn(p *Posted) *Note {
	if p == nil {
		return opening(d.r)
	}
	return update(d.r, p, d.s.Appends())
}

// once sends one note. After a try of which nobody knows whether it arrived, the
// ticket is read again first.
func (d *delivery) once(ctx context.Context, before []Posted, mine func(*Posted) bool, make func(*Posted) *Note) error {
	const tries = 3
	var last error
	for try := range tries {
		p := find(before, mine)
		if p != nil && !p.At.Before(second(d.r.At)) {
			if try == 0 {
				d.out.say("the ticket has this run already, or a later one: nothing was sent")
			} else {
				d.out.say("the note arrived")
			}
			return nil
		}
		n := make(p)
		if last = d.send(ctx, p, n); last == nil {
			return nil
		}
		var f *Failure
		if !errors.As(last, &f) || !f.Uncertain {
			return last
		}
		if err := d.opt.Wait(ctx, max(f.After, time.Duration(try+1)*time.Second)); err != nil {
			return last
		}
		again, err := d.s.Notes(ctx)
		if err != nil {
			return errors.Join(last, fmt.Errorf("and whether it arrived cannot be seen: %w", err))
		}
		before = again
	}
	return last
}

func (d *delivery) send(ctx context.Context, p *Posted, n *Note) error {
	if n.File != nil {
		switch why := d.s.Attaches(); {
		case why != "":
			d.out.say("the bundle was not attached: %s", why)
		case tooLarge(n.File, d.lim):
			d.out.Kept = fmt.Sprintf("the bundle has %d bytes, the system takes %d", len(n.File.Data), d.lim.File)
		}
	}
	finish(n, d.lim, d.s.Attaches())
	if p == nil {
		if err := d.s.Add(ctx, n); err != nil {
			return err
		}
		d.out.say("a note was added, fingerprint %s", n.Fingerprint)
		return nil
	}
	if err := d.s.Change(ctx, p, n); err != nil {
		return err
	}
	line, _, _ := strings.Cut(n.Text, "\n")
	d.out.say("the note %s was updated. %s", n.Fingerprint, line)
	return nil
}

// find returns the newest note that is wanted, nil for none. Of two of one time the
// first is ours: the other is a copy that somebody made.
func find(list []Posted, mine func(*Posted) bool) (out *Posted) {
	for i := range list {
		if p := &list[i]; mine(p) && (out == nil || p.At.After(out.At)) {
			out = p
		}
	}
	return out
}

// newest is the newest note of each fingerprint.
func newest(list []Posted) (out []Posted) {
	seen := map[string]bool{}
	for i := range list {
		f := list[i].Fingerprint
		if !seen[f] {
			seen[f] = true
			out = append(out, *find(list, func(p *Posted) bool { return p.Fingerprint == f }))
		}
	}
	return out
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
