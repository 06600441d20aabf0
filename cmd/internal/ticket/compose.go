package ticket

import (
	"fmt"
	"strings"
	"time"
)

// The events of a note.
const (
	Opened  = "opened"
	Updated = "updated"
	Well    = "healthy"
)

// opening is the first note about a fault.
func opening(r *Report) *Note {
	m := Mark{Fingerprint: r.Fingerprint, Subject: r.Subject, State: r.State, Run: 1, First: second(r.At), Since: second(r.At), At: second(r.At), Healthy: r.Healthy}
	n := noteOf(r, m, Opened)
	n.File = r.Bundle
	n.Text = r.Text
	return n
}

// update is what a later run makes of a note. The bundle is attached again only if
// the verdict is another: else the one in the ticket still proves it.
func update(r *Report, p *Posted, appends bool) *Note {
	m := p.Mark
	m.Run++
	m.At, m.Healthy = second(r.At), r.Healthy
	same := r.State == p.State && !p.Healthy
	if !same {
		m.State, m.Since = r.State, second(r.At)
	}
	n := noteOf(r, m, Updated)
	n.Text = statusOf(p, &m, same)
	if !same || !appends {
		n.Text += "\n" + r.Text
	}
	if same {
		n.Text = withBundleOf(p, n.Text)
	} else {
		n.File = r.Bundle
	}
	return n
}

// recovery is what a run that finds the subject in order makes of a note: what it
// said stays.
func recovery(r *Report, p *Posted, appends bool) *Note {
	m := p.Mark
	m.Run++
	m.At, m.Healthy, m.State, m.Since = second(r.At), true, r.State, second(r.At)
	n := noteOf(r, m, Well)
	n.Severity = "ok"
	n.Text = fmt.Sprintf("Healthy again: %s, at %s. It was first reported failing at %s.", runWord(m.Run), minute(m.At), minute(m.First))
	n.Title = n.Text
	if !appends {
		n.Text += "\n" + withoutStatus(p.Text)
	}
	return n
}

func noteOf(r *Report, m Mark, event string) *Note {
	return &Note{Mark: m, Title: r.Title, Severity: r.Severity, Event: event, Key: Digest(m.Fingerprint, m.Subject, stamp(m.At), event)}
}

// statusOf is the first line of a note that was there before.
func statusOf(p *Posted, m *Mark, same bool) string {
	switch {
	case m.Healthy:
		return fmt.Sprintf("Healthy, %s, at %s.", runWord(m.Run), minute(m.At))
	case same:
		return fmt.Sprintf("Still failing: %s, unchanged since %s (last run %s).", runWord(m.Run), minute(m.Since), minute(m.At))
	case p.Healthy:
		return fmt.Sprintf("Failing again: %s, at %s. It was healthy at %s.", runWord(m.Run), minute(m.At), minute(p.At))
	}
	return fmt.Sprintf("Still failing: %s, the verdict changed at %s. First reported at %s.", runWord(m.Run), minute(m.At), minute(m.First))
}

var statusWords = []string{"Still failing: ", "Failing again: ", "Healthy again: ", "Healthy, "}

// withoutStatus drops the first line of a note if it is one of ours.
func withoutStatus(text string) string {
	line, rest, _ := strings.Cut(text, "\n")
	for _, w := range statusWords {
		if strings.HasPrefix(line, w) {
			return rest
		}
	}
	return text
}

const bundleWord = "Bundle: "

// withBundleOf keeps the line that names the bundle of a posted note.
func withBundleOf(p *Posted, text string) string {
	for line := range strings.SplitSeq(p.Text, "\n") {
		if strings.HasPrefix(line, bundleWord) {
			return strings.TrimRight(text, "\n") + "\n" + line
		}
	}
	return text
}

func runWord(n int) string {
	words := []string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
	if n > 0 && n < len(words) {
		return words[n] + " run"
	}
	return fmt.Sprintf("run %d", n)
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
