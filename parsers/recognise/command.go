package recognise

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/scan"
)

// A match is a command that a typed one can stand for.
type match struct {
	platform *parsers.Platform
	step     *parsers.Step
	command  string // in full, with the typed words in place of placeholders
	exact    int    // words that were typed in full
}

// expand returns the commands of the platforms that a typed command can stand
// for, best first of each platform: "sh cry isa sa" is "show crypto isakmp
// sa". What stands behind a pipe is left out, as are "do" and "sudo".
func expand(typed string, platforms []*parsers.Platform) []match {
	words := typedWords(typed)
	if len(words) == 0 {
		return nil
	}
	var out []match
	for _, p := range platforms {
		var best *match
		for _, list := range [][]parsers.Step{p.Steps, p.Also} {
			for i := range list {
				m, ok := matchStep(&list[i], words)
				if ok && (best == nil || m.exact > best.exact) {
					m.platform = p
					best = &m
				}
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out
}

func typedWords(typed string) []string {
	typed, _, _ = strings.Cut(typed, "|")
	words := strings.Fields(typed)
	for len(words) > 0 {
		switch words[0] {
		case "do", "sudo", "-n", "run":
			words = words[1:]
			continue
		}
		break
	}
	return words
}

func matchStep(s *parsers.Step, words []string) (match, bool) {
	want := strings.Fields(s.Command)
	if len(want) != len(words) {
		return loosely(s, words)
	}
	m := match{step: s}
	full := make([]string, len(want))
	for i, w := range want {
		typed := strings.ToLower(words[i])
		switch {
		case strings.HasPrefix(w, "<"):
			full[i] = words[i]
		case strings.EqualFold(w, typed):
			full[i] = w
			m.exact++
		case isPrefix(typed, w):
			full[i] = w
		default:
			return loosely(s, words)
		}
	}
	m.command = strings.Join(full, " ")
	return m, true
}

// isPrefix reports an abbreviation. Options of Linux commands have none.
func isPrefix(typed, word string) bool {
	return !strings.HasPrefix(word, "-") && strings.HasPrefix(strings.ToLower(word), typed)
}

// loosely compares without the marks a file name loses: "swanctl list sas" is
// "swanctl --list-sas".
func loosely(s *parsers.Step, words []string) (match, bool) {
	plain := strings.NewReplacer("-", " ", "_", " ", "/", " ")
	want := strings.Fields(plain.Replace(strings.ToLower(s.Command)))
	got := strings.Fields(plain.Replace(strings.ToLower(strings.Join(words, " "))))
	if strings.Join(want, " ") != strings.Join(got, " ") {
		return match{}, false
	}
	return match{step: s, command: s.Command, exact: len(want)}, true
}

// akin returns the step by which to call what a command printed that no
// platform knows in full: one that begins with the same two words, as "show
// crypto ipsec sa vrf red" does, and recognises the text. Of a command that
// prints a file it is the step that was read; of any other it is nil.
func (r reading) akin(typed, text string) *parsers.Step {
	words := typedWords(typed)
	if len(words) == 0 {
		return nil
	}
	switch words[0] {
	case "cat", "tail", "head", "less", "more", "zcat", "grep", "zgrep", "egrep", "journalctl", "dmesg":
		return r.step
	}
	if sameStart(words, strings.Fields(r.step.Command)) {
		return r.step
	}
	for _, list := range [][]parsers.Step{r.platform.Steps, r.platform.Also} {
		for i := range list {
			if s := &list[i]; sameStart(words, strings.Fields(s.Command)) && s.Recognise(scan.New(typed, text)) {
				return s
			}
		}
	}
	return nil
}

func sameStart(typed, want []string) bool {
	for i := range min(2, len(want)) {
		if i >= len(typed) || !isPrefix(strings.ToLower(typed[i]), want[i]) && typed[i] != want[i] {
			return false
		}
	}
	return true
}
