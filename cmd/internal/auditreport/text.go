// Package auditreport prints an audit: as text, as JSON and as rows for a
// spreadsheet.
package auditreport

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine/audit"
	"ipsec-diag/engine/policy"
)

// TextOptions is how much a text shows.
type TextOptions struct {
	Color bool
	// Verbose shows what passed, too, and each thing that was not judged.
	Verbose bool
}

// Text writes the audit as a person reads it: per tunnel, the gravest first.
func Text(w io.Writer, r *audit.Report, opt TextOptions) error {
	p := &printer{opt: opt}
	p.WriteString(report.Wrap("", "  ", fmt.Sprintf("Audit against %s: %s", r.Policy.Name, r.Policy.Title)))
	heading := ""
	var unknown []audit.Item
	for _, item := range r.Items {
		if item.Level == audit.Unknown {
			unknown = append(unknown, item)
			continue
		}
		if item.Level == audit.Pass && !opt.Verbose {
			continue
		}
		if h := headingOf(&item); h != heading {
			heading = h
			p.WriteString("\n" + report.Wrap("", "  ", h))
		}
		p.item(&item)
	}
	p.unknown(unknown)
	p.summary(r)
	_, err := io.WriteString(w, p.String())
	return err
}

type printer struct {
	strings.Builder
	opt TextOptions
}

func headingOf(i *audit.Item) string {
	if i.Tunnel == "" {
		return i.Device + ", the whole device"
	}
	return i.Tunnel + ", as " + i.Device + " shows it"
}

// words are what the levels are called, and their colours.
var words = map[audit.Level]struct{ text, color string }{
	audit.Fail: {"FAIL", "31;1"}, audit.Warn: {"WARN", "33"}, audit.Note: {"note", "36"}, audit.Pass: {"pass", "32"}, audit.Unknown: {"?", "35"},
}

func (p *printer) item(i *audit.Item) {
	word := words[i.Level]
	mark := fmt.Sprintf("  %-5s", word.text)
	text := report.Wrap(mark, "       ", sentence(i))
	if p.opt.Color {
		text = strings.Replace(text, mark, "\x1b["+word.color+"m"+mark+"\x1b[0m", 1)
	}
	p.WriteString(text)
	p.evidence(&i.Evidence)
}

// sentence says what was found and what the policy has to do with it.
func sentence(i *audit.Item) string {
	out := fmt.Sprintf("%s: %s", i.What, i.Value)
	if i.Printed != "" && !strings.EqualFold(i.Printed, i.Value) {
		out += " (" + i.Printed + ")"
	}
	out += ", " + string(i.Stage)
	if word := verdictWord(i.Requirement.Verdict); word != "" {
		out += "; " + word
	}
	out += " by " + i.Requirement.Source
	if i.Requirement.Why != "" {
		out += ": " + i.Requirement.Why
	}
	return out
}

func verdictWord(v policy.Verdict) string {
	switch v {
	case policy.Forbidden:
		return "forbidden"
	case policy.Weak:
		return "advised against"
	case policy.OK:
		return "allowed"
	}
	return "not decided"
}

func (p *printer) evidence(e *audit.Evidence) {
	if e.Command == "" {
		return
	}
	p.WriteString(report.Wrap("       ", "       ", fmt.Sprintf("%q, line %d:", e.Command, e.First)))
	for _, line := range e.Text {
		p.WriteString(report.Quote("       | ", "       |   ", line))
	}
}

// unknown lists what was not judged, grouped by the reason.
func (p *printer) unknown(items []audit.Item) {
	if len(items) == 0 {
		return
	}
	p.WriteString("\nNot judged, which is no pass\n")
	byReason := map[string][]string{}
	var order []string
	for i := range items {
		reason := whyUnknown(&items[i])
		if byReason[reason] == nil {
			order = append(order, reason)
		}
		byReason[reason] = append(byReason[reason], subject(&items[i]))
	}
	for _, reason := range order {
		list := byReason[reason]
		if len(list) > 4 && !p.opt.Verbose {
			list = append(list[:4:4], fmt.Sprintf("%d more, see --verbose", len(byReason[reason])-4))
		}
		p.WriteString(report.Wrap("  - ", "    ", strings.Join(list, ", ")+": "+reason))
	}
}

func subject(i *audit.Item) string {
	where := i.Device
	if i.Tunnel != "" {
		where = i.Tunnel + " at " + i.Device
	}
	out := i.What
	if i.Value != "" {
		out += " " + i.Value
	}
	return out + " (" + where + ")"
}

func whyUnknown(i *audit.Item) string {
	if i.Missing != "" {
		return i.Missing
	}
	return strings.TrimSuffix(i.Requirement.Why+" ("+i.Requirement.Source+")", " ()")
}

func (p *printer) summary(r *audit.Report) {
	p.WriteString("\n" + report.Wrap("", "  ", fmt.Sprintf("%d forbidden and negotiated, %s, %s, %d passed, %d not judged.",
		r.Count(audit.Fail), counted(r.Count(audit.Warn), "warning"), counted(r.Count(audit.Note), "note"), r.Count(audit.Pass), r.Count(audit.Unknown))))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
