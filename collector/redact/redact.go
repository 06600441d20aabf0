// Package redact takes secrets out of device output before anything of it is
// stored, logged or shown. It replaces the secret alone, never a line, so that
// line numbers quoted as evidence stay right.
package redact

import (
	"slices"
	"strings"
)

// Mark stands in the text where a secret was.
const Mark = "<redacted>"

// Text returns s with every secret replaced by [Mark], and how many there
// were. The number of lines does not change. Values that the device has
// already masked ("*****") are left alone and not counted. Text is idempotent.
func Text(s string) (out string, secrets int) {
	if strings.Contains(s, "PRIVATE KEY-----") {
		return withKeyBlocks(s)
	}
	var b strings.Builder
	done := 0 // everything before is in b
	for at, set := words.next(s, 0); at >= 0; {
		begin := strings.LastIndexByte(s[:at], '\n') + 1
		end := len(s)
		if n := strings.IndexByte(s[at:], '\n'); n >= 0 {
			end = at + n
		}
		all := set
		for at, set = words.next(s, at+1); at >= 0 && at < end; at, set = words.next(s, at+1) {
			all |= set
		}
		line := s[begin:end]
		if line, n := redactLine(line, lower(line), all); n > 0 {
			b.WriteString(s[done:begin])
			b.WriteString(line)
			done, secrets = end, secrets+n
		}
	}
	if secrets == 0 {
		return s, 0
	}
	b.WriteString(s[done:])
	return b.String(), secrets
}

// withKeyBlocks is Text where there may be private keys, the one secret that
// spans lines. What a rule needs may stand in a key that is gone by then, so
// that the lines as they were decide which rules are tried.
func withKeyBlocks(s string) (out string, secrets int) {
	lines, low := strings.Split(s, "\n"), strings.Split(lower(s), "\n")
	secrets = keyBlocks(lines)
	for i := range lines {
		var n int
		lines[i], n = redactLine(lines[i], low[i], every)
		secrets += n
	}
	return strings.Join(lines, "\n"), secrets
}

// every is the set of all rules.
const every = ^uint64(0)

// redactLine applies the rules of a set, one bit each, in their order. low is
// the line in lower case, with nothing replaced yet.
func redactLine(line, low string, set uint64) (out string, secrets int) {
	for i := range rules {
		if set>>i&1 == 1 && rules[i].mayMatch(low) {
			var n int
			line, n = rules[i].apply(line)
			secrets += n
		}
	}
	return line, secrets
}

// words finds the lines that a rule could match. Most outputs have hardly any,
// and this is a thousand times cheaper than regular expressions on every line.
var words = newSearch(wordsOf(rules))

// wordsOf returns for each rule the words of which one must stand in a line:
// its anchors, or its longest needle.
func wordsOf(rules []rule) []word {
	var out []word
	for i := range rules {
		anchors := rules[i].anchors
		if anchors == nil {
			anchors = []string{slices.MaxFunc(rules[i].needles, func(a, b string) int { return len(a) - len(b) })}
		}
		for _, a := range anchors {
			out = append(out, word{text: a, rules: 1 << i})
		}
	}
	return out
}

// mayMatch reports whether a lower-case text holds all needles of the rule.
func (r *rule) mayMatch(low string) bool {
	for _, needle := range r.needles {
		if !strings.Contains(low, needle) {
			return false
		}
	}
	return true
}

// apply replaces the secrets of one line, again and again until nothing
// changes: what stands behind the first secret may be a second one.
func (r *rule) apply(line string) (string, int) {
	total := 0
	for {
		next, n := r.once(line)
		if n == 0 {
			return line, total
		}
		line, total = next, total+n
	}
}

// once replaces every match's group 1 in a line.
func (r *rule) once(line string) (string, int) {
	var b strings.Builder
	last, n := 0, 0
	for _, m := range r.find.FindAllStringSubmatchIndex(line, -1) {
		from, to := m[2], m[3]
		if from < 0 || masked(line[from:to]) {
			continue
		}
		b.WriteString(line[last:from])
		b.WriteString(Mark)
		last, n = to, n+1
	}
	b.WriteString(line[last:])
	return b.String(), n
}

// masked reports whether a value is no secret any more: our mark, the
// device's stars, or nothing.
func masked(value string) bool {
	bare := strings.Trim(value, `"';, }=`)
	return bare == Mark || strings.Trim(bare, "*") == ""
}
