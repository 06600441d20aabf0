package history

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"ipsec-diag/cmd/internal/report"
)

// Fingerprint names a rule on a tunnel, the same in every run, as reports do.
func Fingerprint(tunnel, rule string) string { return report.Fingerprint(tunnel, rule) }

// FleetTunnel is what stands for the tunnel in the findings of a whole sweep: its
// incidents. Another schedule looks at other devices.
func FleetTunnel(schedule string) string { return "fleet:" + schedule }

// A bookkeeper brings the findings up to date with one run.
type bookkeeper struct {
	tx      *sql.Tx
	run     int64
	now     time.Time
	policy  Policy
	windows []Window
	// places are the tunnels of the run by name, for windows.
	places  map[string]Tunnel
	changes []Change
}

// keep compares what the run has seen with what is on the books. What a run
// could not judge is left as it stands: unknown is not gone.
func (b *bookkeeper) keep(ctx context.Context, res *Result, gone []Tunnel) ([]Change, error) {
	books, err := booked(ctx, b.tx)
	if err != nil {
		return nil, err
	}
	if b.windows, err = windowsAt(ctx, b.tx, b.now); err != nil {
		return nil, err
	}
	if err := b.settle(ctx, books); err != nil {
		return nil, err
	}
	for i := range res.Tunnels {
		t := &res.Tunnels[i]
		b.places[t.Name] = *t
		if err := b.tunnel(ctx, t.Findings, books[t.Name], judgedBy(t)); err != nil {
			return nil, err
		}
	}
	for _, t := range gone {
		b.places[t.Name] = t
		if err := b.end(ctx, books[t.Name], res.whyGone(&t)); err != nil {
			return nil, err
		}
	}
	if err := b.endOfSchedules(ctx, res, books); err != nil {
		return nil, err
	}
	if res.Subject == "" {
		every := func(string) bool { return true }
		if err := b.tunnel(ctx, res.Incidents, books[FleetTunnel(res.Schedule)], every); err != nil {
			return nil, err
		}
	}
	return b.changes, b.saveChanges(ctx)
}

// judgedBy tells whether a run could judge a rule on a tunnel.
func judgedBy(t *Tunnel) func(rule string) bool {
	return func(rule string) bool { return t.Health != unknown && !slices.Contains(t.Undetermined, rule) }
}

// tunnel brings the findings of one tunnel up to date.
func (b *bookkeeper) tunnel(ctx context.Context, seen []Finding, books map[string]Finding, judged func(rule string) bool) error {
	for i := range seen {
		old, had := books[seen[i].Fingerprint]
		delete(books, seen[i].Fingerprint)
		if !had {
			old = Finding{State: StateClosed}
		}
		if err := b.seen(ctx, seen[i], old); err != nil {
			return err
		}
	}
	for _, old := range sortedFindings(books) {
		if old.State == StateClosed || !judged(old.Rule) {
			continue
		}
		if err := b.missed(ctx, old); err != nil {
			return err
		}
	}
	return nil
}

// seen books a finding that the run has.
func (b *bookkeeper) seen(ctx context.Context, f, old Finding) error {
	f.State, f.Opened, f.Closed, f.Reopened, f.Flapping = old.State, old.Opened, old.Closed, old.Reopened, old.Flapping
	f.MutedUntil, f.AckedAt, f.AckedBy, f.Note, f.Told = old.MutedUntil, old.AckedAt, old.AckedBy, old.Note, old.Told
	f.Seen, f.Missed, f.LastSeen = old.Seen+1, 0, b.now
	if f.State == StateClosed {
		f.Seen, f.State = 1, StatePending
	}
	if f.State == StatePending && f.Seen >= b.openAfter(f.Severity) {
		what := WhatOpened
		if !f.Closed.IsZero() {
			what, f.Reopened = WhatReopened, f.Reopened+1
			f.AckedAt, f.AckedBy = time.Time{}, "" // who had taken it had taken the one before
		}
		f.State, f.Opened, f.Closed = StateOpen, b.now, time.Time{}
		if err := b.opened(ctx, &f, what); err != nil {
			return err
		}
	} else if f.State == StateOpen && f.Severity == critical && old.Severity != critical {
		b.change(&f, WhatWorse, old.Severity+" before", "")
	} else if f.State == StateOpen && !f.Told && !f.Flapping && b.quiet(&f, "") == "" {
		b.change(&f, WhatStillOpen, "since "+f.Opened.Format(time.RFC3339)+", nothing keeps it quiet any more", "")
	}
	return saveFinding(ctx, b.tx, &f)
}

// itFlaps is why a change of a flapping finding alerts nobody.
const itFlaps = "it flaps"

// settle tells of the findings that have kept still for long enough.
func (b *bookkeeper) settle(ctx context.Context, books map[string]map[string]Finding) error {
	for _, of := range books {
		for _, f := range sortedFindings(of) {
			last := f.Opened
			if f.Closed.After(last) {
				last = f.Closed
			}
			if !f.Flapping || b.now.Sub(last) < b.policy.FlapWindow {
				continue
			}
			f.Flapping = false
			b.change(&f, WhatSteady, f.State+" since "+last.Format(time.RFC3339), "")
			if err := saveFinding(ctx, b.tx, &f); err != nil {
				return err
			}
			of[f.Fingerprint] = f
		}
	}
	return nil
}

// critical is the gravest severity.
const critical = "critical"

func (b *bookkeeper) openAfter(severity string) int {
	if severity == critical {
		return b.policy.OpenAfterCritical
	}
	return b.policy.OpenAfter
}

// opened tells of an opening, unless it is one of many.
func (b *bookkeeper) opened(ctx context.Context, f *Finding, what string) error {
	times, err := countOpenings(ctx, b.tx, f.Fingerprint, b.now.Add(-b.policy.FlapWindow))
	if err != nil {
		return err
	}
	flaps := times+1 >= b.policy.FlapsAfter
	f.Told = false
	switch {
	case flaps && !f.Flapping:
		b.change(f, what, "", itFlaps)
		b.change(f, WhatFlapping, "it comes and goes; the next change is told when it has kept still", "")
	case flaps:
		b.change(f, what, "", itFlaps)
	default:
		b.change(f, what, "", "")
	}
	f.Flapping = flaps
	return nil
}

// missed books a finding that the run could have seen and did not.
func (b *bookkeeper) missed(ctx context.Context, f Finding) error {
	f.Missed, f.Seen = f.Missed+1, 0
	switch {
	case f.State == StatePending:
		f.State = StateClosed // it was never told
	case f.Missed >= b.policy.CloseAfter:
		b.close(&f, "")
	}
	return saveFinding(ctx, b.tx, &f)
}

func (b *bookkeeper) close(f *Finding, detail string) {
	f.State, f.Closed = StateClosed, b.now
	quiet := ""
	switch {
	case f.Flapping:
		quiet = itFlaps
	case !f.Told:
		quiet = "its opening was not told"
	}
	b.change(f, WhatClosed, detail, quiet)
	f.Told = false
}

// end closes all findings of a tunnel.
func (b *bookkeeper) end(ctx context.Context, books map[string]Finding, why string) error {
	for _, f := range sortedFindings(books) {
		if f.State == StateClosed {
			continue
		}
		if f.State == StateOpen {
			b.close(&f, why)
		}
		f.State = StateClosed
		if err := saveFinding(ctx, b.tx, &f); err != nil {
			return err
		}
	}
	return nil
}

// change notes what happened to a finding, and why nobody is to be alerted.
func (b *bookkeeper) change(f *Finding, what, detail, quiet string) {
	quiet = b.quiet(f, quiet)
	f.Told = f.Told || quiet == ""
	b.changes = append(b.changes, Change{At: b.now, Run: b.run, Fingerprint: f.Fingerprint, Tunnel: f.Tunnel, Rule: f.Rule, What: what,
		Detail: detail, Quiet: quiet})
}

// inIncident is why nobody is alerted of a part of something larger.
const inIncident = "in incident "

func (b *bookkeeper) quiet(f *Finding, because string) string {
	switch w := b.window(f.Tunnel); {
	case because != "":
		return because
	case f.MutedUntil.After(b.now):
		return "muted until " + f.MutedUntil.Format(time.RFC3339)
	case w != nil:
		return "maintenance until " + w.Ends.Format(time.RFC3339) + ": " + w.Reason
	case f.ExplainedBy != "":
		return "explained by " + f.ExplainedBy
	case f.Incident != "":
		return inIncident + f.Incident
	}
	return ""
}

func (b *bookkeeper) saveChanges(ctx context.Context) error {
	for i := range b.changes {
		if err := saveChange(ctx, b.tx, &b.changes[i]); err != nil {
			return err
		}
	}
	return nil
}
