package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
)

// TextOptions is how much a text report shows.
type TextOptions struct {
	// Color switches on terminal colours.
	Color bool
	// Verbose shows everything that was ruled out or could not be judged, and
	// the walked tree.
	Verbose bool
}

// How many rows of a list a report shows before it says how many more there are.
// What was ruled out or not seen matters less when the headline is certain.
const (
	mostRows     = 6
	fewRows      = 3
	mostEvidence = 4
)

// textPrinter writes one text report.
type textPrinter struct {
	w   *strings.Builder
	run *Run
	opt TextOptions
}

// Text writes the run as a person reads it: the tunnels that are down first,
// one headline each, then the lines that prove it.
func Text(w io.Writer, r *Run, opt TextOptions) error {
	p := &textPrinter{w: &strings.Builder{}, run: r, opt: opt}
	p.devices()
	tunnels := WorstFirst(r.Diagnoses)
	if len(tunnels) > 1 {
		p.overview(tunnels)
	}
	for _, d := range tunnels {
		if len(tunnels) > 1 && d.ExitCode == 0 && !opt.Verbose {
			continue
		}
		p.tunnel(d)
	}
	if len(r.Diagnoses) == 0 {
		p.noTunnel()
	}
	p.list("Changed by the site ("+siteDir(r)+")", mostRows, SiteRows(r))
	p.list("Note", mostRows, r.Notes)
	if r.Interrupted {
		p.line("Interrupted: this is what was known until then.")
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

func (p *textPrinter) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

// paint colours text when the terminal takes colours.
func (p *textPrinter) paint(code, text string) string {
	if !p.opt.Color || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// devices names the devices that were not read, or not wholly, first of all:
// what they would have said is missing below.
func (p *textPrinter) devices() {
	for i := range p.run.Devices {
		if f := p.run.Devices[i].Failure; f != nil {
			p.w.WriteString(wrap("! ", "  ", fmt.Sprintf("%s was not read in full: %s", p.run.Devices[i].Name, failureText(f.Error(), p.run.Devices[i].Name))))
		}
	}
	if p.w.Len() > 0 {
		p.line("")
	}
}

// noTunnel says that nothing was there to judge.
func (p *textPrinter) noTunnel() {
	for i := range p.run.Devices {
		if p.run.Devices[i].Snap == nil {
			p.w.WriteString(wrap("", "  ", p.run.Devices[i].Name+": it was not read, so nothing is known of its tunnels."))
			continue
		}
		p.w.WriteString(wrap("", "  ", p.run.Devices[i].Name+": no tunnel to judge. The device shows no IPsec configuration, no SA and no "+
			"log line about one, and the inventory has no tunnel for it."))
	}
}

// failureText leaves out the device name, which the line has already.
func failureText(text, name string) string { return strings.TrimPrefix(text, name+": ") }

// overview is one line a tunnel.
func (p *textPrinter) overview(tunnels []*engine.Diagnosis) {
	for _, d := range tunnels {
		p.w.WriteString(p.healthLine(d, fmt.Sprintf("%-9s ", strings.ToUpper(string(d.Health))), fmt.Sprintf("%s%s: %s%s", d.Case.ID, viaSuffix(d), headlineText(d), MarkSuffix(d))))
	}
	p.line("")
}

// healthLine is a coloured line that begins with first and goes on indented.
func (p *textPrinter) healthLine(d *engine.Diagnosis, first, text string) string {
	out := wrap(first, strings.Repeat(" ", columns(first)), text)
	return p.paint(healthColor(d), strings.TrimRight(out, "\n")) + "\n"
}

func healthColor(d *engine.Diagnosis) string {
	switch d.ExitCode {
	case 0:
		return "32"
	case 1:
		return "33"
	case 2:
		return "31;1"
	}
	return "35"
}

// headlineText is the headline in one clause.
func headlineText(d *engine.Diagnosis) string {
	out := d.Headline.Rule.Title
	if d.Headline.Verdict.Detail != "" {
		out += " (" + d.Headline.Verdict.Detail + ")"
	}
	return out
}

// tunnel prints one tunnel in full.
func (p *textPrinter) tunnel(d *engine.Diagnosis) {
	h := d.Headline
	p.w.WriteString(p.healthLine(d, "", fmt.Sprintf("%s is %s: %s", d.Case.ID, upperVia(d), headlineText(d))))
	if text := carrierText(d); text != "" {
		p.w.WriteString(wrap("  ", "  ", text))
	}
	if h.Rule.ID != engine.UndeterminedID {
		p.w.WriteString(wrap("  ", "  ", sureness(d, h)))
	}
	if text := markText(d); text != "" {
		p.w.WriteString(wrap("  ", "  ", text))
	}
	if c := p.run.severityChange(h); c != nil {
		p.w.WriteString(wrap("  ", "  ", fmt.Sprintf("The site counts it as %s: %s.", c.Severity, c.Reason)))
	}
	p.evidence(h.Verdict.Evidence)
	p.bothEnds(d)
	most := mostRows
	if h.Confidence == engine.ConfidenceCertain {
		most = fewRows
	}
	p.list("Also found", mostRows, otherFindings(d))
	p.list("Follows from it", mostRows, foldedFindings(d))
	p.list("Not excluded", mostRows, rivalRows(d))
	p.list("The check that decides", mostRows, settlingRows(p.run, d))
	p.list("Ruled out", most, ruledOutRows(d, p.opt.Verbose))
	p.list("Not seen", most, notSeenRows(d))
	p.steps(d)
	p.timeline(d)
	p.tree(d)
	p.line("")
}

// sureness says how sure the headline is, why not surer, and who can mend it.
func sureness(d *engine.Diagnosis, f *engine.Finding) string {
	out := fmt.Sprintf("%s (%d of 100), rule %s", f.Confidence, f.Points, f.Rule.ID)
	if f.Verdict.Witness != engine.NoWitness {
		out += "; " + string(f.Verdict.Witness)
	}
	for _, c := range f.Verdict.Caps {
		if f.Verdict.Witness == engine.NoWitness || c.Key {
			out += "; not surer because " + c.Why
		}
	}
	if who := mender(d, f.Owner); who != "" {
		out += "; to mend: " + who
	}
	return out + "."
}

// mender is who can mend it, by name.
func mender(d *engine.Diagnosis, o engine.Owner) string {
	switch o {
	case engine.OwnerLocal:
		return d.Case.Local.Name
	case engine.OwnerPeer:
		return d.Case.Remote.Name
	case engine.OwnerPath:
		return "the path between the gateways"
	case engine.OwnerProvider:
		return "the provider"
	case engine.OwnerEither:
		return "one of the two ends"
	}
	return ""
}
