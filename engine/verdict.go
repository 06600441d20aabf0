package engine

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// An Outcome is a rule's answer.
type Outcome string

// The outcomes. NotObserved never fires; it says what to collect.
const (
	Holds         Outcome = "holds"
	DoesNotHold   Outcome = "does-not-hold"
	NotApplicable Outcome = "not-applicable"
	NotObserved   Outcome = "not-observed"
)

// Base points of a finding (calculus, section 3). Other numbers may be used
// where the knowledge behind a rule gives them.
const (
	Certain  = 97
	Strong   = 85
	Likely   = 65
	Possible = 40
	Hint     = 20
)

// A Witness is what can make a finding certain (calculus, section 4).
type Witness string

// The witnesses.
const (
	NoWitness Witness = ""
	// PrintedByVerifier (W1): the end that made the check prints this cause.
	PrintedByVerifier Witness = "printed by the end that made the check"
	// ComparedEnds (W2): arithmetic over what both ends say.
	ComparedEnds Witness = "computed from both ends"
	// LocalFact (W3): a complete local fact that is the fault by itself.
	LocalFact Witness = "a local fact that is the fault itself"
)

// A SourceKind is a kind of evidence. Kinds that agree add to the points.
type SourceKind string

// The kinds of source.
const (
	FromState   SourceKind = "state"
	FromCounter SourceKind = "counter"
	FromLog     SourceKind = "log"
	FromConfig  SourceKind = "configuration"
)

// Evidence is one piece of proof: lines of a device's output and what they say.
type Evidence struct {
	Device string     `json:"device"`
	Ref    ipsec.Ref  `json:"-"`
	Kind   SourceKind `json:"-"`
	// Says is what the lines show, in words.
	Says string `json:"says"`
	// Text are the quoted lines.
	Text []string `json:"text"`
	// snap is quoted when the diagnosis is made.
	snap *ipsec.Snapshot
}

// Show returns evidence from an end.
func Show(e *End, kind SourceKind, ref ipsec.Ref, says string) Evidence {
	return Evidence{Device: e.Name, Ref: ref, Kind: kind, Says: says, snap: e.Snap}
}

// A Cap limits the points of a finding.
type Cap struct {
	Points int    `json:"points"`
	Why    string `json:"why"`
	// Key marks the cap that a witness does not lift: the nearest rival is not
	// separated.
	Key bool `json:"-"`
}

// The caps of the calculus, section 5.
var (
	CapUnreadEnd  = Cap{Points: 60, Why: "the fault would sit at an end that was not read"}
	CapKeyUnknown = Cap{Points: 60, Why: "the fact that separates it from its nearest rival is unknown", Key: true}
	CapSeenOnce   = Cap{Points: 50, Why: "the state was seen once and not polled again"}
	CapPathProbe  = Cap{Points: 40, Why: "the only evidence against the path is a missing answer to a probe"}
	CapOldLog     = Cap{Points: 30, Why: "the evidence is older than the last time the tunnel came up"}
)

// A Verdict is a rule's answer on one case, with its reasons.
type Verdict struct {
	Outcome Outcome
	// Base is the starting points when it holds.
	Base     int
	Evidence []Evidence
	Witness  Witness
	Caps     []Cap
	// Weakeners are facts that speak against it, 15 points each.
	Weakeners []string
	// Refuted is a fact that rules it out although it otherwise holds.
	Refuted string
	// Missing says what would have to be known, when NotObserved.
	Missing []string
	// Why is one sentence for "ruled out" and "not applicable".
	Why string
	// Owner replaces OwnerEither when the evidence says which end.
	Owner Owner
	// Severity replaces the rule's own when set.
	Severity Severity
	// Detail names what differs or is missing, in one clause: "encryption:
	// AES_CBC_128 offered, AES_CBC_256 configured".
	Detail string
	// Since is when it began, as the device's log has it; empty when unknown.
	Since string
	// Slots fill the card: {peer}, {local}.
	Slots map[string]string
	// Settles is the one read-only check that would separate it from its rivals.
	Settles string
}

// Hold returns a verdict that holds with base points.
func Hold(base int, evidence ...Evidence) Verdict {
	return Verdict{Outcome: Holds, Base: base, Evidence: evidence}
}

// Silent returns a verdict that does not hold, with the reason and the lines
// that rule it out.
func Silent(why string, evidence ...Evidence) Verdict {
	return Verdict{Outcome: DoesNotHold, Why: why, Evidence: evidence}
}

// Unobserved returns a verdict that cannot be judged, and what is missing.
func Unobserved(missing ...string) Verdict {
	return Verdict{Outcome: NotObserved, Missing: missing}
}

// Inapplicable returns the verdict of a question that has no meaning here.
func Inapplicable(why string) Verdict { return Verdict{Outcome: NotApplicable, Why: why} }

// By adds a witness.
func (v Verdict) By(w Witness) Verdict { v.Witness = w; return v }

// Capped adds a cap.
func (v Verdict) Capped(c Cap) Verdict { v.Caps = append(v.Caps, c); return v }

// Weakened adds a fact that speaks against the finding.
func (v Verdict) Weakened(why string) Verdict { v.Weakeners = append(v.Weakeners, why); return v }

// Owned sets the owner.
func (v Verdict) Owned(o Owner) Verdict { v.Owner = o; return v }

// With sets the detail.
func (v Verdict) With(detail string) Verdict { v.Detail = detail; return v }

// SettledBy sets the check that would separate the finding from its rivals.
func (v Verdict) SettledBy(check string) Verdict { v.Settles = check; return v }

// quote fills the text of the evidence.
func (ev *Evidence) quote() {
	if ev.Text != nil || ev.snap == nil {
		return
	}
	for _, line := range ev.snap.Quote(ev.Ref) {
		ev.Text = append(ev.Text, strings.TrimSpace(line))
	}
}
