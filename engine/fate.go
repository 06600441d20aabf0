package engine

import (
	"fmt"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file walks a packet through the end that sends it: route, filter,
// translation, selectors, SA, and to the other end.

// A Fate is what becomes of a packet, step by step, as far as it was shown.
type Fate struct {
	// Steps are in the order in which the packet meets them. What was not shown
	// is "not observed".
	Steps []FateStep
	// Proof are the lines behind the steps.
	Proof []Evidence
	// Coverage is how the selectors meet it: those of the sender or, where it
	// shows none, those of the receiver, which are their mirror image. At is that end.
	Coverage Coverage
	At       *End
	// Route is the sender's route for the destination, nil when not observed.
	Route *ipsec.Route
	// Rule is the rule of translation that meets it, nil for none; Translation
	// says whether that is known.
	Rule        *ipsec.NATRule
	Translation bool
}

// A FateStep is one thing that a packet meets: "translation at hq", and what
// becomes of it there. Answer is pass, fail or unknown.
type FateStep struct {
	Title, Says, Answer string
	// Proof is the position of its lines in the proof; -1 for none.
	Proof int
}

// Failed prints the steps that fail in one clause: "selectors at hq: none
// covers it".
func (f Fate) Failed() string {
	var out []string
	for _, s := range f.Steps {
		if s.Answer == StepFail {
			out = append(out, s.Title+": "+s.Says)
		}
	}
	return strings.Join(out, "; ")
}

// Unseen prints the steps that were not observed, in one clause.
func (f Fate) Unseen() string {
	var out []string
	for _, s := range f.Steps {
		if s.Answer == StepUnknown {
			out = append(out, s.Title)
		}
	}
	return strings.Join(out, ", ")
}

// Fate walks traffic through the ends.
func (c *Case) Fate(w Wanted) Fate {
	var f Fate
	e := w.Sender
	f.route(e, w)
	f.filter(e, w)
	f.translation(e, w)
	f.Coverage, f.At = CoverageOf(w)
	f.selectors(f.At)
	f.arrival(c, w)
	return f
}

const notObserved = "not observed"

func (f *Fate) step(answer, title, says string) {
	f.Steps = append(f.Steps, FateStep{Title: title, Says: says, Answer: answer, Proof: -1})
}

// shows adds the lines behind the last step, once.
func (f *Fate) shows(e *End, kind SourceKind, ref ipsec.Ref, says string) {
	last := &f.Steps[len(f.Steps)-1]
	for i, have := range f.Proof {
		if have.Device == e.Name && have.Ref == ref && have.Kind == kind {
			last.Proof = i
			return
		}
	}
	last.Proof = len(f.Proof)
	f.Proof = append(f.Proof, Show(e, kind, ref, says))
}

func (f *Fate) route(e *End, w Wanted) {
	f.Route = e.HostRoute(w.To)
	title := "route at " + e.Called()
	switch r := f.Route; {
	case r == nil:
		f.step(StepUnknown, title, notObserved)
	case ipsec.No(r.Found):
		f.step(StepFail, title, "none")
		f.shows(e, FromState, r.Ref, "no route for the destination")
	default:
		by := r.Interface.Or("")
		if next := r.NextHop.Or(""); next != "" {
			by = strings.TrimSpace(by + " to " + next)
		}
		f.step(StepPass, title, "by "+by)
		f.shows(e, FromState, r.Ref, "the route for the destination: by "+by)
	}
}

func (f *Fate) filter(e *End, w Wanted) {
	title := "filter at " + e.Called()
	if ev := e.Denied(w.From, w.To); ev != nil {
		f.step(StepFail, title, "denied")
		f.shows(e, FromLog, ev.Ref, "the packet is denied")
		return
	}
	if entry := e.Forwards(w.From, w.To); entry != nil {
		if entry.Permit {
			f.step(StepPass, title, "permitted by "+entry.List)
		} else {
			f.step(StepFail, title, "denied by "+entry.List)
		}
		f.shows(e, FromConfig, entry.Ref, "the first rule that meets it")
		return
	}
	f.step(StepUnknown, title, notObserved)
}

func (f *Fate) translation(e *End, w Wanted) {
	outside := ""
	if f.Route != nil {
		outside = f.Route.Interface.Or("")
	}
	title := "translation at " + e.Called()
	f.Rule, f.Translation = e.Translated(w.From, w.To, outside)
	switch {
	case !f.Translation:
		f.step(StepUnknown, title, notObserved)
	case f.Rule == nil:
		f.step(StepPass, title, "none")
	case f.Rule.Kind == ipsec.NATExempt:
		f.step(StepPass, title, "exempt")
		f.shows(e, FromConfig, f.Rule.Ref, "the traffic is exempt from translation")
	default:
		f.step(StepFail, title, "to "+f.Rule.To.Or("another address"))
		f.shows(e, FromConfig, f.Rule.Ref, "the source is translated")
	}
}

// CoverageOf compares traffic with the selectors of the sender, or with those
// of the receiver turned round.
func CoverageOf(w Wanted) (Coverage, *End) {
	cov := w.Sender.Coverage(w.From, w.To)
	if cov.By != nil || cov.Known || len(w.Receiver.SelectorPairs()) == 0 {
		return cov, w.Sender
	}
	cov = w.Receiver.Coverage(w.To, w.From)
	switch cov.Lacks {
	case lacksSource:
		cov.Lacks = lacksDestination
	case lacksDestination:
		cov.Lacks = lacksSource
	}
	return cov, w.Receiver
}

func (f *Fate) selectors(e *End) {
	title := "selectors at " + e.Called()
	switch cov := f.Coverage; {
	case cov.By != nil && cov.By.InForce():
		f.step(StepPass, title, cov.By.String()+", SA installed")
		f.shows(e, FromState, cov.By.Ref, "this SA covers it")
	case cov.By != nil:
		f.step(StepFail, title, cov.By.String()+", no SA for it")
		f.shows(e, FromConfig, cov.By.Ref, "the configuration covers it")
	case !cov.Known:
		f.step(StepUnknown, title, notObserved)
	case cov.Near != nil:
		f.step(StepFail, title, cov.Near.String()+" does not cover its "+cov.Lacks)
		f.shows(e, FromConfig, cov.Near.Ref, "the nearest selectors do not cover its "+cov.Lacks)
	default:
		f.step(StepFail, title, "none covers it")
	}
}

// arrival says what the SA that covers the packet counts at both ends.
func (f *Fate) arrival(c *Case, w Wanted) {
	by := f.Coverage.By
	if by == nil || !by.InForce() {
		return
	}
	var sent, received Flow
	for _, flow := range f.At.Flows() {
		if flow.Child != by.SA {
			continue
		}
		far, _ := c.FarFlow(f.At, flow)
		if sent, received = flow, far; f.At == w.Receiver {
			sent, received = far, flow
		}
	}
	f.counts(w.Sender, sent, sent.Out, "encrypted at ")
	f.counts(w.Receiver, received, received.In, "decrypted at ")
	if ev := w.Receiver.Denied(w.From, w.To); ev != nil {
		f.step(StepFail, "filter at "+w.Receiver.Called(), "denied")
		f.shows(w.Receiver, FromLog, ev.Ref, "the packet is denied")
	}
	f.counts(w.Receiver, received, received.Out, "answers encrypted at ")
	f.counts(w.Sender, sent, sent.In, "answers decrypted at ")
}

// counts is the step of one counter.
func (f *Fate) counts(e *End, flow Flow, m Movement, title string) {
	f.step(movesAnswer(m), title+e.Called(), counted(m))
	if flow.Child == nil || !m.Total.Known() {
		return
	}
	f.shows(e, FromCounter, flow.Ref, "packets of this SA")
}

func movesAnswer(m Movement) string {
	switch {
	case m.Moves():
		return StepPass
	case m.Compared && m.Total.Or(0) > 0:
		return StepUnknown // nothing asked for it just then
	case m.Still():
		return StepFail
	}
	return StepUnknown
}

func counted(m Movement) string {
	if !m.Total.Known() {
		return notObserved
	}
	if m.Compared {
		return fmt.Sprintf("%d packets between the samples, %d before", m.Grew, m.Total.Or(0)-m.Grew)
	}
	return fmt.Sprintf("%d packets of the SA", m.Total.Or(0))
}

// FlowTree is the id of the walk of the traffic that somebody asks about.
const FlowTree = "FLOW"

// walkFlow answers the steps of the traffic that somebody asks about.
func walkFlow(c *Case) []Step {
	if c.Flow == nil {
		return nil
	}
	w := c.Wanted()[0]
	fate := c.Fate(w)
	var out []Step
	for i, s := range fate.Steps {
		step := Step{Tree: FlowTree, Symptom: "the traffic asked about, " + w.String(), ID: fmt.Sprintf("FLOW.%d", i+1),
			Title: s.Title, Answer: s.Answer, Rules: []string{}, Why: s.Says}
		if s.Proof >= 0 {
			step.Evidence = fate.Proof[s.Proof : s.Proof+1]
			step.Evidence[0].quote()
		}
		out = append(out, step)
	}
	return out
}
