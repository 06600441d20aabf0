package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// Readers are those outside who can be asked: the admin of the other end, the
// Internet provider, the vendor's support.
func Readers() []string { return []string{"remote", "isp", "vendor"} }

// Escalate writes a text for somebody outside about each tunnel with a fault: in
// plain words, with what that reader needs and no more. Inner networks and
// identities are not for the provider; keys are for nobody.
func Escalate(w io.Writer, r *Run, reader string) error {
	p := &textPrinter{w: &strings.Builder{}, run: r}
	wrote := false
	for _, d := range WorstFirst(r.Diagnoses) {
		if d.ExitCode == 0 {
			continue
		}
		if wrote {
			p.line("")
			p.line("%s", strings.Repeat("-", Width))
			p.line("")
		}
		wrote = true
		switch reader {
		case "remote":
			p.forRemote(d)
		case "isp":
			p.forISP(d)
		default:
			p.forVendor(d)
		}
	}
	if !wrote {
		p.line("No tunnel has a fault: there is nothing to ask for.")
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

// outer names an end by its public side.
func outer(e *engine.End) string {
	for _, list := range [][]string{e.LocalAddresses(), e.Addresses} {
		if len(list) > 0 {
			return list[0]
		}
	}
	return e.Called()
}

func (p *textPrinter) subject(format string, args ...any) {
	p.w.WriteString(wrap("Subject: ", "  ", fmt.Sprintf(format, args...)))
	p.line("")
}

func (p *textPrinter) text(format string, args ...any) {
	p.w.WriteString(wrap("", "", fmt.Sprintf(format, args...)))
	p.line("")
}

// items writes a heading and its points, and nothing without any.
func (p *textPrinter) items(heading string, rows []string) {
	if len(rows) == 0 {
		return
	}
	p.line("%s", heading)
	for _, row := range rows {
		p.w.WriteString(wrap("- ", "  ", row))
	}
	p.line("")
}

func since(d *engine.Diagnosis) string {
	if d.Headline.Verdict.Since == "" {
		return ""
	}
	return ", since " + d.Headline.Verdict.Since + " as our log has it"
}

// stated is the headline with how sure it is, for somebody outside.
func stated(d *engine.Diagnosis) string {
	h := d.Headline
	if h.Rule.ID == engine.UndeterminedID {
		return "Our side shows no single cause."
	}
	return fmt.Sprintf("%s: %s.", surely(d), outside(d, headlineText(d)))
}

// surely says how sure the headline is.
func surely(d *engine.Diagnosis) string {
	switch d.Headline.Confidence {
	case engine.ConfidenceCertain:
		return "This is proven"
	case engine.ConfidenceStrong:
		return "Very likely"
	case engine.ConfidenceMedium:
		return "Probably"
	}
	return "Possibly"
}

// outside puts the public address of an end where its name in our inventory
// stands, which says nothing to somebody outside.
func outside(d *engine.Diagnosis, text string) string {
	for _, e := range d.Case.Ends() {
		if e.Name != "" && e.Name != outer(e) {
			text = replaceName(text, e.Name, outer(e))
		}
	}
	return text
}

// partOfName are the bytes that make a longer name of a name beside them: "hq" in
// "hq.example.com" or "vpn-hq" is another name, and stays.
var partOfName = regexp.MustCompile(`^[\w.@/-]$`)

// replaceName puts other where name stands by itself.
func replaceName(text, name, other string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, name)
		if at < 0 {
			return b.String() + text
		}
		end := at + len(name)
		longer := at > 0 && partOfName.MatchString(text[at-1:at]) ||
			end < len(text) && partOfName.MatchString(text[end:end+1]) && !endsSentence(text[end:])
		b.WriteString(text[:at])
		if longer {
			b.WriteString(name)
		} else {
			b.WriteString(other)
		}
		text = text[end:]
	}
}

// endsSentence reports whether text begins with a full stop that ends a sentence.
func endsSentence(text string) bool {
	return text == "." || strings.HasPrefix(text, ". ")
}

// stateAt says what works and what does not, as the reader's own tools would.
func stateAt(d *engine.Diagnosis) string {
	c := d.Case
	switch {
	case d.Health == engine.Unknown:
		return "Whether the tunnel is up is not known to us"
	case c.ChildUp():
		return "IKE (phase 1) and IPsec (phase 2) are up"
	case c.IKEUp():
		return "IKE (phase 1) is up, but no IPsec SA (phase 2)"
	}
	return "No IKE SA (phase 1) is up"
}

// quoted are the lines that prove a headline, of our own devices.
func quoted(d *engine.Diagnosis, of func(device string) bool) []string {
	var rows []string
	for _, ev := range d.Headline.Verdict.Evidence {
		if of(ev.Device) && len(ev.Text) > 0 {
			rows = append(rows, fmt.Sprintf("%s: %s", ev.Says, strings.TrimSpace(strings.Join(ev.Text, " / "))))
		}
	}
	return rows
}

func utcNote(e *engine.End) string {
	if offset, known := e.ClockOffset(); known && offset.Abs().Minutes() < 1 {
		return ", whose clock is right"
	}
	return ""
}

// terms are what both ends must agree on, without secrets.
func terms(e *engine.End) []string {
	var rows []string
	for _, p := range e.Peers {
		if v, ok := p.Version.Get(); ok && v > 0 {
			rows = append(rows, fmt.Sprintf("IKE version %d", v))
		}
		add := func(what, value string) {
			if value != "" {
				rows = append(rows, what+": "+value)
			}
		}
		add("IKE proposals", strings.Join(p.Proposals, ", "))
		add("authentication", p.LocalAuth.Or(""))
		add("our identity", p.LocalID.Or(""))
		add("the identity we expect of you", p.RemoteID.Or(""))
		for i := range p.Policies {
			q := &p.Policies[i]
			if len(q.LocalTS) > 0 && len(q.RemoteTS) > 0 {
				add("networks", selectorList(q.LocalTS)+" (ours) to "+selectorList(q.RemoteTS)+" (yours)")
			}
			add("ESP proposals", strings.Join(q.Proposals, ", "))
			add("PFS", q.PFS.Or(""))
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

func selectorList(list []ipsec.Selector) string {
	var out []string
	for _, s := range list {
		out = append(out, s.String())
	}
	return strings.Join(out, " ")
}

// forVendor gives support what it asks for first.
func (p *textPrinter) forVendor(d *engine.Diagnosis) {
	p.subject("IPsec tunnel to %s: %s", outer(&d.Case.Remote), d.Headline.Rule.Title)
	p.text("%s%s. %s", stateAt(d), since(d), stated(d))
	for _, end := range d.Case.Ends() {
		if end.Read() {
			p.items("Device "+end.Name+":", identification(end))
		}
	}
	p.items("Lines that show it:", quoted(d, func(string) bool { return true }))
	p.items("Ruled out:", ruledOutRows(d, false))
	p.items("Not seen:", notSeenForVendor(d))
	for _, end := range d.Case.Ends() {
		if end.Read() {
			p.items("Commands that were read on "+end.Name+" (outputs without secrets: ipsec-diag capture):", commandsRead(end))
		}
	}
}

// notSeenForVendor leaves out what only advice and forecasts would have needed.
func notSeenForVendor(d *engine.Diagnosis) []string {
	few := *d
	few.Undetermined = slices.DeleteFunc(slices.Clone(d.Undetermined), func(u engine.Undetermined) bool {
		return slices.Contains([]string{"hygiene", "forecast", "fleet", "collect"}, u.Rule.Layer())
	})
	return notSeenRows(&few)
}

func identification(e *engine.End) []string {
	rows := []string{"platform: " + e.Snap.Platform}
	if v, ok := e.Snap.Version.Get(); ok {
		rows = append(rows, "software: "+v)
	}
	if t, ok := e.Snap.Started.Get(); ok {
		rows = append(rows, "started: "+t.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	return rows
}

func commandsRead(e *engine.End) []string {
	var rows []string
	for _, src := range e.Snap.Sources {
		row := src.Command
		switch {
		case src.Answer != ipsec.Answered:
			row += " (" + string(src.Answer) + ")"
		case src.Unread > 0:
			row += fmt.Sprintf(" (%d lines not understood)", src.Unread)
		}
		rows = append(rows, row)
	}
	return rows
}
