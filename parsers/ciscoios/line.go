package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// each gives every line with content, trimmed, to read and takes those it
// understood. Prompts, echoes and pager texts are taken without being read.
func each(t *scan.Text, read func(n int, line string) bool) {
	for n := range t.Len() {
		line := t.Trimmed(n)
		if line == "" {
			continue
		}
		if read(n, line) || noise(line) {
			t.Take(n)
		}
	}
}

// noise reports whether a line belongs to the terminal, not to the output.
func noise(line string) bool {
	return isPrompt(line) || strings.Trim(line, "-") == "" || isExecTime(line) || strings.HasPrefix(line, "--More--") || strings.HasPrefix(line, "show ") ||
		strings.HasPrefix(line, "Load for five secs:") || strings.HasPrefix(line, "Time source is")
}

// isExecTime reports "Tue May 22 22:32:30.765 UTC", which some releases print
// before the output of a command.
func isExecTime(line string) bool {
	f := strings.Fields(line)
	if len(f) != 5 || len(f[0]) != 3 || month(f[1]) == 0 {
		return false
	}
	_, err := time.Parse("15:4:5", f[3])
	return err == nil
}

// isPrompt reports whether a line is a prompt, alone or with a show command.
func isPrompt(line string) bool {
	mark := strings.IndexAny(line, "#>")
	if mark < 1 || strings.ContainsAny(line[:mark], " \t:,=") {
		return false
	}
	rest := strings.TrimPrefix(strings.TrimLeft(line[mark+1:], " "), "do ")
	return rest == "" || strings.HasPrefix(rest, "sh")
}

// field returns what follows a label, trimmed.
func field(line, label string) (string, bool) {
	rest, ok := strings.CutPrefix(line, label)
	return strings.TrimSpace(rest), ok
}

// cutWord returns the first word of s and the rest without leading blanks.
func cutWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t")
	if end := strings.IndexAny(s, " \t"); end >= 0 {
		return s[:end], strings.TrimLeft(s[end:], " \t")
	}
	return s, ""
}

// between returns the text after one mark and before the next, or the rest.
func between(s, after, before string) string {
	_, s, ok := strings.Cut(s, after)
	if !ok {
		return ""
	}
	s, _, _ = strings.Cut(s, before)
	return strings.TrimSpace(s)
}

// vrf observes the name of a VRF; "none" and "(none)" are the global table,
// an observed empty name.
func vrf(name string, at ipsec.Ref) ipsec.Text {
	name = strings.Trim(strings.TrimSpace(name), "()")
	if strings.EqualFold(name, "none") {
		name = ""
	}
	return ipsec.Saw(name, at)
}

// seen observes a text unless it is empty or a way of saying "none".
func seen(text string, at ipsec.Ref) ipsec.Text {
	if text = strings.TrimSpace(text); text == "" || strings.EqualFold(strings.Trim(text, "()"), "none") {
		return ipsec.Text{}
	}
	return ipsec.Saw(text, at)
}

// span makes a Ref grow to line n, counted from 0.
func span(r *ipsec.Ref, t *scan.Text, n int) {
	if r.IsZero() {
		*r = t.At(n)
		return
	}
	r.Last = int32(n + 1)
}

// contains reports whether any line holds one of the marks.
func contains(t *scan.Text, marks ...string) bool {
	for n := range t.Len() {
		for _, mark := range marks {
			if strings.Contains(t.Line(n), mark) {
				return true
			}
		}
	}
	return false
}
