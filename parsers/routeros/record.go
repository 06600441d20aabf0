package routeros

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A record is one item of a "print detail": a number, flags and fields, on one
// or several lines. A field may stand there twice (the ports of both ends).
type record struct {
	flags  string
	text   string
	fields [][2]string
	first  int
	last   int
}

var (
	recordStart = regexp.MustCompile(`^\s*\d+\s+((?:[A-Z*] *)*)\s*(;;;.*|[a-z][a-z0-9-]*=.*)$`)
	oneField    = regexp.MustCompile(`([a-z][a-z0-9-]*)=("[^"]*"?|\S*)`)
)

// records reads the items of an output. Fields continue on further lines, also
// in the middle of a quoted value.
func records(text *scan.Text) []record {
	var out []record
	for n := range text.Len() {
		line := text.Line(n)
		switch m := recordStart.FindStringSubmatch(line); {
		case m != nil:
			out = append(out, record{flags: strings.ReplaceAll(m[1], " ", ""), text: m[2], first: n, last: n})
		case strings.TrimSpace(line) == "" || len(out) == 0 || strings.HasPrefix(line, "Flags:") || out[len(out)-1].last != n-1:
		default:
			r := &out[len(out)-1]
			gap := " "
			if strings.Count(r.text, `"`)%2 == 1 {
				gap = ""
			}
			r.text, r.last = r.text+gap+strings.TrimSpace(line), n
		}
	}
	for i := range out {
		for _, m := range oneField.FindAllStringSubmatch(out[i].text, -1) {
			out[i].fields = append(out[i].fields, [2]string{m[1], strings.Trim(m[2], `"`)})
		}
	}
	return out
}

// get returns the n-th value of a field, empty if there is none.
func (r *record) get(name string, n int) string {
	for _, f := range r.fields {
		if f[0] == name {
			if n == 0 {
				return f[1]
			}
			n--
		}
	}
	return ""
}

// has reports whether the record has a field ("name=") or a word.
func (r *record) has(word string) bool { return strings.Contains(" "+r.text, " "+word) }

// take marks the lines of a record as understood.
func (r *record) take(text *scan.Text) {
	for n := r.first; n <= r.last; n++ {
		text.Take(n)
	}
}

func (r *record) ref(text *scan.Text) ipsec.Ref { return text.Ref(r.first, r.last) }

// takeFlags takes the legend above the items.
func takeFlags(text *scan.Text) {
	for n := range text.Len() {
		if line := text.Trimmed(n); strings.HasPrefix(line, "Flags:") || strings.HasPrefix(line, "Columns:") {
			text.Take(n)
		}
	}
}

// A pair is the value of a "key: value" line.
type pair struct {
	value string
	line  int
}

// pairs reads lines of "key: value".
func pairs(text *scan.Text) map[string]pair {
	out := map[string]pair{}
	for n := range text.Len() {
		key, value, found := strings.Cut(text.Trimmed(n), ": ")
		if found && key != "" && !strings.ContainsAny(key, " =") {
			out[key] = pair{value: strings.TrimSpace(value), line: n}
		}
	}
	return out
}
