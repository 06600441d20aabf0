// Package audit judges what tunnels use and what they are configured to accept
// against a published policy. What an SA was negotiated with, what a
// configuration merely offers, and what is set are told apart; what was not
// seen is said to be so and never passes.
package audit

import (
	"cmp"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// A Stage is how much a value counts.
type Stage string

// The stages.
const (
	// Negotiated: an SA that is up was made with it.
	Negotiated Stage = "negotiated"
	// Configured: a setting in force that no negotiation changes.
	Configured Stage = "configured"
	// Offered: an algorithm that the configuration offers or accepts.
	Offered Stage = "offered"
)

// A Level is how grave a line of the audit is.
type Level string

// The levels. Of what is offered each is one lower than of what is negotiated.
const (
	Fail    Level = "fail"
	Warn    Level = "warn"
	Note    Level = "note"
	Pass    Level = "pass"
	Unknown Level = "unknown"
)

// levels orders them, the gravest first.
var levels = []Level{Fail, Warn, Note, Unknown, Pass}

// Evidence are the lines of a device's output that a value was read from.
type Evidence struct {
	Command string   `json:"command,omitempty"`
	First   int32    `json:"first_line,omitempty"`
	Last    int32    `json:"last_line,omitempty"`
	Text    []string `json:"text,omitempty"`
}

// An Item is one value, judged.
type Item struct {
	Device string `json:"device"`
	// Tunnel is empty for what holds for the whole device.
	Tunnel string `json:"tunnel,omitempty"`
	Stage  Stage  `json:"stage,omitempty"`
	Level  Level  `json:"level"`
	// What is what was looked at: "ESP encryption". Value is the value in this
	// program's spelling, Printed in the device's own.
	What    string `json:"what"`
	Value   string `json:"value,omitempty"`
	Printed string `json:"printed,omitempty"`
	// Requirement is the line of the policy. An item that is unknown because
	// nothing showed it has none, and Missing says what to collect.
	Requirement policy.Requirement `json:"requirement,omitzero"`
	Missing     string             `json:"missing,omitempty"`
	Evidence    Evidence           `json:"evidence,omitzero"`
}

// A Report is an audit of some tunnels against one policy.
type Report struct {
	Policy *policy.Policy
	// Items are in the order of the tunnels, the gravest first in each.
	Items []Item
}

// Count returns how many items have a level.
func (r *Report) Count(l Level) int {
	n := 0
	for i := range r.Items {
		if r.Items[i].Level == l {
			n++
		}
	}
	return n
}

// ExitCode is 2 when something forbidden was negotiated, 1 for a warning, 3
// when nothing at all could be judged, else 0.
func (r *Report) ExitCode() int {
	switch {
	case r.Count(Fail) > 0:
		return 2
	case r.Count(Warn) > 0:
		return 1
	case r.Count(Pass)+r.Count(Note) == 0:
		return 3
	}
	return 0
}

// Judge audits the tunnels.
func Judge(cases []*engine.Case, p *policy.Policy) *Report {
	r := &Report{Policy: p}
	said := map[string]bool{}
	var devices []*engine.End
	listed := map[*ipsec.Snapshot]bool{}
	for _, c := range cases {
		for _, e := range c.Ends() {
			if !e.Read() {
				continue
			}
			a := &auditor{policy: p, end: e, tunnel: c.ID}
			a.judgeTunnel()
			slices.SortStableFunc(a.items, bySeverity)
			r.Items = append(r.Items, a.items...)
			for i := range a.items {
				said[a.items[i].key()] = true
			}
			if !listed[e.Snap] {
				devices, listed[e.Snap] = append(devices, e), true
			}
		}
	}
	for _, e := range devices {
		items := judgeDevice(p, e)
		r.Items = append(r.Items, slices.DeleteFunc(items, func(i Item) bool { return said[i.key()] })...)
	}
	return r
}

// key is what makes two items of a device say the same.
func (i *Item) key() string {
	return strings.Join([]string{i.Device, string(i.Stage), i.What, i.Value}, "|")
}

func bySeverity(a, b Item) int {
	return cmp.Compare(slices.Index(levels, a.Level), slices.Index(levels, b.Level))
}

// judgeDevice audits what belongs to a device and to no tunnel.
func judgeDevice(p *policy.Policy, e *engine.End) []Item {
	a := &auditor{policy: p, end: e}
	a.suites()
	a.certificates()
	a.sharedKeys()
	slices.SortStableFunc(a.items, bySeverity)
	return a.items
}

// An auditor collects the items of one end of one tunnel.
type auditor struct {
	policy *policy.Policy
	end    *engine.End
	tunnel string
	items  []Item
}

func (a *auditor) judgeTunnel() {
	a.ikeSAs()
	a.childSAs()
	a.strength()
	a.peers()
	a.logged()
	for _, what := range []string{"authentication", "IKE lifetime", "ESP lifetime"} {
		if a.anyJudged() && !a.judged(what) {
			a.unseen(what, "neither an SA nor the configuration that was read shows it")
		}
	}
	if a.usesCertificates() && !a.end.Observed(ipsec.AreaCertificates) {
		a.unseen("certificates", a.end.Lacks(ipsec.AreaCertificates))
	}
}

// judged reports whether there is an item about something.
func (a *auditor) judged(what string) bool {
	return slices.ContainsFunc(a.items, func(i Item) bool { return i.What == what })
}

// anyJudged reports whether anything is known of the tunnel at this end.
func (a *auditor) anyJudged() bool {
	return slices.ContainsFunc(a.items, func(i Item) bool { return i.Missing == "" })
}

func (a *auditor) usesCertificates() bool {
	return slices.ContainsFunc(a.items, func(i Item) bool { return i.What == "authentication" && i.Value == "pubkey" })
}

// add adds a judged value once. What was negotiated is not said again to be
// offered.
func (a *auditor) add(stage Stage, what, value, printed string, req policy.Requirement, at Evidence) {
	item := Item{Device: a.end.Name, Tunnel: a.tunnel, Stage: stage, Level: levelOf(stage, req.Verdict), What: what, Value: value, Requirement: req, Evidence: at}
	if printed != value {
		item.Printed = printed
	}
	for i := range a.items {
		b := &a.items[i]
		if b.What == what && b.Value == value && (b.Stage == stage || b.Stage == Negotiated && stage == Offered) {
			return
		}
	}
	a.items = append(a.items, item)
}

// unseen says that a value was not shown.
func (a *auditor) unseen(what, missing string) {
	a.items = append(a.items, Item{Device: a.end.Name, Tunnel: a.tunnel, Level: Unknown, What: what, Missing: missing})
}

func levelOf(s Stage, v policy.Verdict) Level {
	switch v {
	case policy.OK:
		return Pass
	case policy.Weak:
		if s == Offered {
			return Note
		}
		return Warn
	case policy.Forbidden:
		if s == Negotiated {
			return Fail
		}
		return Warn
	}
	return Unknown
}

// line quotes the one line of a block that has the value as it is printed, or
// the first line of the block.
func (a *auditor) line(block ipsec.Ref, words ...string) Evidence {
	if block.IsZero() {
		return Evidence{}
	}
	at := block
	at.Last = at.First
	lines := a.end.Snap.Quote(block)
	for _, word := range words {
		if i := indexOf(lines, word); i >= 0 {
			at.First = block.First + int32(i) //nolint:gosec // an output has fewer lines than that
			at.Last = at.First
			break
		}
	}
	return Evidence{Command: at.Command, First: at.First, Last: at.Last, Text: trimmed(a.end.Snap.Quote(at))}
}
