// Package redact takes secrets out of device output before anything of it is
// stored, logged or shown. It replaces the secret alone, never a line, so that
// line numbers quoted as evidence stay right.
package redact

import "strings"

// Mark stands in the text where a secret was.
const Mark = "<redacted>"

// Text returns s with every secret replaced by [Mark], and how many there
// were. The number of lines does not change. Values that the device has
// already masked ("*****") are left alone and not counted. Text is idempotent.
func Text(s string) (out string, secrets int) {
	low := lower(s)
	active := relevant(low)
	if len(active) == 0 {
		return s, 0
	}
	lines, lowLines := strings.Split(s, "\n"), strings.Split(low, "\n")
	secrets = keyBlocks(lines)
	for i := range lines {
		for _, r := range active {
			if r.mayMatch(lowLines[i]) {
				var n int
				lines[i], n = r.apply(lines[i])
				secrets += n
			}
		}
	}
	if secrets == 0 {
		return s, 0
	}
	return strings.Join(lines, "\n"), secrets
}

// lower is strings.ToLower for ASCII alone: it keeps the length of each line.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// relevant returns the rules whose needles occur anywhere. Most outputs have
// none, and a search for fixed words is a thousand times cheaper than regular
// expressions on every line of a 12 MB output.
func relevant(low string) []rule {
	var out []rule
	for _, r := range rules {
		if r.mayMatch(low) {
			out = append(out, r)
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
	if r.find == nil {
		return line, 0
	}
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
	bare := strings.Trim(value, `"';,`)
	return bare == Mark || strings.Trim(bare, "*") == ""
}
