package report

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

// A NextStep is one thing to do, from the card of the headline.
type NextStep struct {
	// End is where: a device, "both ends", "path".
	End string `json:"end"`
	// Platform is the platform the words are for, "any" for all.
	Platform string `json:"platform"`
	// Risk is "read-only", "disruptive" or "none".
	Risk string `json:"risk"`
	Text string `json:"text"`
	// Expect is what it should answer, Undo how a disruptive step is taken back.
	Expect string `json:"expect,omitempty"`
	Undo   string `json:"undo,omitempty"`
	// From is the file of the site that has the step.
	From string `json:"from,omitempty"`
}

// String returns the step as one paragraph.
func (s NextStep) String() string { return strings.TrimSpace(s.what() + " " + s.howBack()) }

func (s NextStep) what() string {
	out := fmt.Sprintf("[%s, %s] %s", s.Risk, s.End, s.Text)
	if s.From != "" {
		out = fmt.Sprintf("[%s, %s, by the site] %s", s.Risk, s.End, s.Text)
	}
	if s.Expect != "" {
		out = strings.TrimRight(out, ".") + ". Expected: " + strings.TrimSuffix(s.Expect, ".") + "."
	}
	return out
}

// howBack says how a disruptive step is taken back.
func (s NextStep) howBack() string {
	if s.Undo == "" {
		return ""
	}
	return "To undo: " + strings.TrimSuffix(s.Undo, ".") + "."
}

// nextSteps returns the steps of a finding's card that fit the platforms of
// the tunnel, with the names of the ends filled in.
func nextSteps(r *Run, d *engine.Diagnosis, f *engine.Finding) []NextStep {
	fill := strings.NewReplacer(slots(d, f)...)
	var out []NextStep
	for _, s := range card.Steps(r.card(f.Rule.ID, d)) {
		if !r.fits(s.Platform, s.End, d) || readsPeer(s.Text) && !named(&d.Case.Remote) {
			continue
		}
		s.Text = r.fillCommands(s.Text, endsOf(s.End, d, f), d)
		out = append(out, NextStep{End: fill.Replace(s.End), Platform: s.Platform, Risk: s.Risk, Text: fill.Replace(s.Text),
			Expect: fill.Replace(s.Expect), Undo: fill.Replace(s.Undo), From: s.From})
	}
	return out
}

// readsPeer reports whether a step is to log in to the other end.
func readsPeer(step string) bool { return strings.Contains(step, "--peer {peer}") }

// named reports whether it is known which device or address an end is.
func named(e *engine.End) bool { return e.Read() || len(e.Addresses) > 0 }

// fits reports whether a step's platform is that of an end of the tunnel. An
// end that was not read, and whose platform the inventory does not tell, may be of
// any, but only steps for "any" are shown for it.
func (r *Run) fits(platform, end string, d *engine.Diagnosis) bool {
	if platform == "any" {
		return true
	}
	at := func(e *engine.End) bool { return r.platformOf(e) == platform }
	switch strings.TrimSpace(end) {
	case "{local}":
		return at(&d.Case.Local)
	case "{peer}":
		return at(&d.Case.Remote)
	}
	return at(&d.Case.Local) || at(&d.Case.Remote)
}

// slots are the placeholders of a card and what they stand for here.
func slots(d *engine.Diagnosis, f *engine.Finding) []string {
	peer := d.Case.Remote.Name
	if peer == "" {
		peer = "the peer"
	}
	address := peer
	if len(d.Case.Remote.Addresses) > 0 {
		address = peerAddress(d)
	}
	out := []string{"{local}", d.Case.Local.Name, "{peer}", peer, "{peer-address}", address}
	for _, k := range []string{"verifier", "network", "address", "interface", "name", "mss", "mtu"} {
		if v, ok := f.Verdict.Slots[k]; ok {
			out = append(out, "{"+k+"}", v)
		}
	}
	return append(out, "{verifier}", "the end that checks")
}

// peerAddress returns the address the local end uses for the peer.
func peerAddress(d *engine.Diagnosis) string {
	for _, sa := range d.Case.Local.IKESAs {
		if sa.Remote.Address != "" {
			return sa.Remote.Address
		}
	}
	for _, p := range d.Case.Local.Peers {
		if len(p.RemoteAddrs) > 0 {
			return p.RemoteAddrs[0]
		}
	}
	return d.Case.Remote.Addresses[0]
}
