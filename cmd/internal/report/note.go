package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
)

// The limits of a short note: chat, pagers and ticket systems show the first line
// alone, and take a few thousand characters at most.
const (
	NoteHeadline = 120
	NoteSize     = 3500
)

// Note writes the run for a chat, a pager or a ticket: the headline within
// [NoteHeadline] characters, the whole under [NoteSize] bytes. A line that has no
// room is left out whole, and that is said.
func Note(w io.Writer, r *Run) error {
	head := noteHead(r)
	_, err := io.WriteString(w, whole(head, noteLines(r), NoteSize-1, "the full report has it"))
	return err
}

// whole joins lines as long as they fit, the first ones in any case, and says how
// many were left out.
func whole(head, lines []string, most int, where string) string {
	const lastLine = 80 // room for the line that says so
	text := strings.Join(head, "\n") + "\n"
	left := 0
	for _, line := range lines {
		if line == "" {
			continue
		}
		if left > 0 || len(text)+len(line)+1 > most-lastLine {
			left++
			continue
		}
		text += line + "\n"
	}
	if left > 0 {
		text += fmt.Sprintf("(%s left out: %s)\n", plural(left, "line is", "lines are"), where)
	}
	return text
}

// noteHead is the headline, and below it what it had no room for.
func noteHead(r *Run) []string {
	bad := WorstFirst(r.unsound())
	if len(bad) != 1 {
		return headWithin(noteSummary(r, bad))
	}
	d := bad[0]
	h := d.Headline
	state := fmt.Sprintf("%s is %s: ", d.Case.ID, upperVia(d))
	return headWithin(state+headlineText(d)+" ("+ruleAndSure(d)+")", state+h.Rule.Title+" ("+ruleAndSure(d)+")", state+h.Rule.Title, state+h.Rule.ID,
		upperVia(d)+": "+h.Rule.Title, upperVia(d)+": "+h.Rule.ID)
}

// headWithin returns the first form that has room, and the longest one below it if
// that is another.
func headWithin(forms ...string) []string {
	full := visible(forms[0])
	for _, f := range forms {
		if f = visible(f); columns(f) <= NoteHeadline {
			if f == full {
				return []string{f}
			}
			return []string{f, brief(full)}
		}
	}
	return []string{"IPsec: a fault was found", brief(full)}
}

// brief leaves out the middle of a line that is far too long for a note: nobody
// names a tunnel so, but a file may.
func brief(line string) string {
	const most = 600
	if columns(line) <= most {
		return line
	}
	runes := []rune(line)
	return string(runes[:most/2]) + " [...] " + string(runes[len(runes)-most/2:])
}

func noteSummary(r *Run, bad []*engine.Diagnosis) string {
	if len(r.Diagnoses) == 0 {
		return "IPsec: no tunnel to judge, " + plural(len(unreadRows(r)), "device was", "devices were") + " not read in full"
	}
	if len(bad) == 0 {
		return "IPsec: " + inOneLine(r)
	}
	_, counts, _ := strings.Cut(inOneLine(r), ": ")
	return fmt.Sprintf("IPsec: %d of %s not sound: %s", len(bad), plural(len(r.Diagnoses), "tunnel", "tunnels"), counts)
}

// noteLines are the lines below the headline, the most needed first.
func noteLines(r *Run) (out []string) {
	out = visibleAll(unreadRows(r))
	bad := WorstFirst(r.unsound())
	if len(bad) == 1 {
		return append(out, visibleAll(noteOf(r, bad[0]))...)
	}
	for _, i := range topIncidents(r) {
		out = append(out, "* "+visible(i.Title))
	}
	for _, d := range bad {
		out = append(out, visible(fmt.Sprintf("- %s [%s]", shortHeadline(d)+MarkSuffix(d), Fingerprint(d.Case.ID, d.Headline.Rule.ID))))
	}
	if len(bad) == 0 {
		for _, d := range WorstFirst(r.Diagnoses) {
			out = append(out, visible(fmt.Sprintf("- %s is %s%s", d.Case.ID, upperVia(d), MarkSuffix(d))))
		}
	}
	return out
}

// noteOf is a tunnel in a few lines.
func noteOf(r *Run, d *engine.Diagnosis) (out []string) {
	h := d.Headline
	if h.Rule.ID != engine.UndeterminedID {
		out = append(out, "Sure: "+sureness(d, h))
	}
	if h.Verdict.Since != "" {
		out = append(out, "Since: "+h.Verdict.Since)
	}
	out = append(out, "Fingerprint: "+Fingerprint(d.Case.ID, h.Rule.ID), carrierText(d), markText(d))
	impact := impactOf(r, d)
	out = append(out, impact.rows(r, d)...)
	for i, ev := range h.Verdict.Evidence {
		if i == mostEvidence {
			break
		}
		out = append(out, "Evidence: "+strings.TrimSpace(says(ev)+". "+source(ev)))
		for k, line := range ev.Text {
			if k == fewRows {
				break
			}
			out = append(out, "  | "+line)
		}
	}
	for _, row := range otherFindings(d) {
		out = append(out, "Also found: "+row)
	}
	for _, s := range nextSteps(r, d, h) {
		out = append(out, "Next: "+s.String())
	}
	for _, row := range settlingRows(r, d) {
		out = append(out, "Decides: "+row)
	}
	for _, row := range rivalRows(d) {
		out = append(out, "Not excluded: "+row)
	}
	if n := len(r.Diagnoses) - 1; n > 0 {
		out = append(out, plural(n, "other tunnel is", "other tunnels are")+" well or idle.")
	}
	return out
}
