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

// A vocabulary is the commands of all platforms, cut into words once: a paste
// may hold a command on every line.
type vocabulary struct {
	platforms []*parsers.Platform
	entries   []entry
	known     map[string][]match // what typed commands stand for
}

type entry struct {
	platform *parsers.Platform
	step     *parsers.Step
	words    []string
	loose    string
}

func newVocabulary(platforms []*parsers.Platform) *vocabulary {
	v := &vocabulary{platforms: platforms, known: map[string][]match{}}
	for _, p := range platforms {
		for _, list := range [][]parsers.Step{p.Steps, p.Also} {
			for i := range list {
				words := strings.Fields(list[i].Command)
				v.entries = append(v.entries, entry{p, &list[i], words, loose(words)})
			}
		}
	}
	return v
}

// expand returns the commands of the platforms that a typed command can stand
// for, best first of each platform: "sh cry isa sa" is "show crypto isakmp
// sa". What stands behind a pipe is left out, as are "do" and "sudo".
func (v *vocabulary) expand(typed string) []match {
	if out, ok := v.known[typed]; ok {
		return out
	}
	words := typedWords(typed)
	if len(words) == 0 {
		return nil
	}
	var out []match
	asked := loose(words)
	for i := range v.entries {
		e := &v.entries[i]
		m, ok := e.match(words, asked)
		last := len(out) - 1
		switch {
		case !ok:
		case last < 0 || out[last].platform != e.platform:
			out = append(out, m)
		case m.exact > out[last].exact:
			out[last] = m
		}
	}
	if len(v.known) < 1000 {
		v.known[typed] = out
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

func (e *entry) match(words []string, asked string) (match, bool) {
	if m, ok := e.byWord(words); ok {
		return m, true
	}
	return match{platform: e.platform, step: e.step, command: e.step.Command, exact: len(e.words)}, asked == e.loose
}

func (e *entry) byWord(words []string) (match, bool) {
	if len(e.words) != len(words) {
		return match{}, false
	}
	exact := 0
	for i, w := range e.words {
		before, _, open := strings.Cut(w, "<")
		switch {
		case open && len(words[i]) > len(before) && strings.EqualFold(words[i][:len(before)], before), w[0] == '<':
		case strings.EqualFold(w, words[i]):
			exact++
		case !isPrefix(strings.ToLower(words[i]), w):
			return match{}, false
		}
	}
	full := append([]string{}, e.words...)
	for i, w := range full {
		if strings.Contains(w, "<") {
			full[i] = words[i]
		}
	}
	return match{e.platform, e.step, strings.Join(full, " "), exact}, true
}

// isPrefix reports an abbreviation. Options of Linux commands have none.
func isPrefix(typed, word string) bool {
	return !strings.HasPrefix(word, "-") && strings.HasPrefix(strings.ToLower(word), typed)
}

// loose writes words without the marks a file name loses: "swanctl list sas"
// is "swanctl --list-sas".
func loose(words []string) string {
	text := strings.ToLower(strings.Join(words, " "))
	if !strings.ContainsAny(text, "-_/") {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -_/", r) }), " ")
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
