package report

import (
	"regexp"
	"strings"

	"ipsec-diag/engine"
)

// A NextStep is one thing to do, from the card of the headline.
type NextStep struct {
	// End is where: a device, "both ends", "path".
	End string `json:"end"`
	// Risk is "read-only" or "disruptive".
	Risk string `json:"risk"`
	Text string `json:"text"`
}

// stepLine is "- PLATFORM | END | RISK | text" below "## Next steps".
var stepLine = regexp.MustCompile(`^- ([a-z-]+) \| ([^|]+) \| (read-only|disruptive|none) \| (.+)$`)

// nextSteps returns the steps of a finding's card that fit the platforms of
// the tunnel, with the names of the ends filled in.
func nextSteps(card string, d *engine.Diagnosis, f *engine.Finding) []NextStep {
	fill := strings.NewReplacer(slots(d, f)...)
	var out []NextStep
	for _, line := range section(card, "Next steps") {
		m := stepLine.FindStringSubmatch(line)
		if m == nil || !fits(m[1], m[2], d) || readsPeer(m[4]) && !named(&d.Case.Remote) {
			continue
		}
		out = append(out, NextStep{End: fill.Replace(strings.TrimSpace(m[2])), Risk: m[3], Text: fill.Replace(m[4])})
	}
	return out
}

// readsPeer reports whether a step is to log in to the other end.
func readsPeer(step string) bool { return strings.Contains(step, "--peer {peer}") }

// named reports whether it is known which device or address an end is.
func named(e *engine.End) bool { return e.Read() || len(e.Addresses) > 0 }

// section returns the list items of one section of a card, each on one line.
func section(card, heading string) []string {
	var out []string
	inside := false
	for _, line := range strings.Split(card, "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			inside = strings.TrimSpace(line[3:]) == heading
		case !inside || strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "- "), len(out) == 0:
			out = append(out, line)
		default:
			out[len(out)-1] += " " + strings.TrimSpace(line)
		}
	}
	return out
}

// fits reports whether a step's platform is that of an end of the tunnel. An
// end that was not read may be of any platform, but only steps for "any" are
// shown for it.
func fits(platform, end string, d *engine.Diagnosis) bool {
	if platform == "any" {
		return true
	}
	at := func(e *engine.End) bool { return e.Read() && e.Snap.Platform == platform }
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
	for _, k := range []string{"verifier", "network", "address", "interface", "name"} {
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
