package report

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// forRemote asks the admin of the other end, in the words of that platform where
// it is known.
func (p *textPrinter) forRemote(d *engine.Diagnosis) {
	c := d.Case
	us, you := outer(&c.Local), yours(c)
	p.subject("IPsec tunnel %s (ours) to %s (yours) is %s", us, you, stateWord(d.Health))
	p.text("%s, between our gateway %s and yours%s%s. %s", stateAt(d), us, addressOf(&c.Remote), since(d), stated(d))
	if atOurEnd(d) {
		p.text("The fault is at our end and is ours to mend; we ask nothing of you but to know of it.")
	}
	p.items("What our gateway shows:", quoted(d, func(device string) bool { return device == c.Local.Name }))
	p.items("What it is configured for (please compare with yours; networks as seen from us):", terms(&c.Local))
	if !atOurEnd(d) {
		p.items("What we ask you to check:", p.askedOf(d))
	}
	p.text("Times are those of our gateway%s. We can test at any time: tell us when, and what your log says then.", utcNote(&c.Local))
}

// atOurEnd reports whether it is proven that the local end has the fault.
func atOurEnd(d *engine.Diagnosis) bool {
	return d.Headline.Owner == engine.OwnerLocal && d.Headline.Confidence == engine.ConfidenceCertain
}

// stateWord is a health as somebody outside reads it.
func stateWord(h engine.Health) string {
	switch h {
	case engine.Unknown:
		return "in a state we do not know"
	case engine.Degraded:
		return "up, but impaired"
	}
	return string(h)
}

// yours names the far gateway by its address, or in words where none is known.
func yours(c *engine.Case) string {
	if named(&c.Remote) {
		return outer(&c.Remote)
	}
	return "your gateway"
}

func addressOf(e *engine.End) string {
	if named(e) {
		return ", " + outer(e)
	}
	return ""
}

// askedOf are the steps and deciding checks at the other end that change
// nothing, then what its configuration, counters and log say, by the commands of
// its platform where that is known.
func (p *textPrinter) askedOf(d *engine.Diagnosis) []string {
	run := *p.run
	run.plain, run.commands = true, nil
	var rows []string
	add := func(text string) {
		if !slices.Contains(rows, text) && !strings.Contains(text, "ipsec-diag") {
			rows = append(rows, text)
		}
	}
	peer := d.Case.Remote.Called()
	theirs := func(end string) bool { return end == peer || strings.Contains(end, "both") || end == "the peer" }
	for _, s := range nextSteps(&run, d, d.Headline) {
		if theirs(s.End) && s.Risk != "disruptive" {
			add(outside(d, s.Text+expected(s.Expect)))
		}
	}
	for _, c := range deciding(&run, d) {
		if theirs(c.End) {
			add(outside(d, fmt.Sprintf("%s If so: %s. If not: %s.", c.Text, c.IfSo, c.IfNot)))
		}
	}
	for _, q := range questions(d) {
		add(fmt.Sprintf("%s: %s", run.commandAt(&d.Case.Remote, q.area, d), q.text))
	}
	return rows
}

// A question is what to look for in an output of the other end.
type question struct {
	area ipsec.Area
	text string
}

// questions are what the other end can always tell: of a negotiation its
// configuration, of traffic its counters, and of both its log.
func questions(d *engine.Diagnosis) []question {
	negotiation := question{ipsec.AreaPeers, "does it agree with the list above, seen from your side?"}
	counters := question{ipsec.AreaChildSAs, "do the encrypted and the decrypted packets of this tunnel grow while traffic flows? Please send the counters twice, ten seconds apart."}
	log := question{ipsec.AreaEvents, "does your gateway receive our messages, and what does it say about them at the time of our attempts?"}
	if d.Case.ChildUp() {
		log.text = "what does it say about this tunnel, above all deletes, rekeys and errors?"
		return []question{counters, log}
	}
	return []question{negotiation, log}
}

// plainArea names what to look at on a device whose platform is not known.
func plainArea(a ipsec.Area) string {
	switch a {
	case ipsec.AreaPeers:
		return "the configuration of this tunnel"
	case ipsec.AreaIKESAs:
		return "the IKE SAs (phase 1)"
	case ipsec.AreaChildSAs:
		return "the IPsec SAs (phase 2) and their packet counters"
	case ipsec.AreaEvents:
		return "the VPN log"
	}
	return "the " + strings.ReplaceAll(string(a), "-", " ")
}

func expected(text string) string {
	if text == "" {
		return ""
	}
	return " Expected: " + strings.TrimSuffix(text, ".") + "."
}
