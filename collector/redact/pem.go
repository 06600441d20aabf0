package redact

import (
	"regexp"
	"strings"
)

var (
	pemBegin = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----`)
	pemEnd   = regexp.MustCompile(`-----END [A-Z0-9 ]*PRIVATE KEY-----`)
	pemBody  = regexp.MustCompile(`^[\s>|]*(?:[A-Za-z0-9+/=]*|[A-Za-z-]+: .*|` + Mark + `)\s*$`)
)

// pemLines is how far an end line is looked for: the longest RSA key in use
// (16384 bits) has about 200 lines.
const pemLines = 250

// keyBlocks replaces the lines of private key blocks in place and returns how
// many blocks there were.
func keyBlocks(lines []string) int {
	blocks := 0
	for i := 0; i < len(lines); i++ {
		at := pemBegin.FindStringIndex(lines[i])
		if at == nil {
			continue
		}
		if changed := oneLineKey(lines, i, at[1]); changed >= 0 {
			blocks += changed
			continue
		}
		end := blockEnd(lines, i)
		if blank(lines[i+1 : end]) {
			blocks++
		}
		i = end - 1
	}
	return blocks
}

// oneLineKey replaces a key that begins and ends on one line (newlines written
// as \n). It returns -1 when the line has no end.
func oneLineKey(lines []string, i, from int) int {
	end := pemEnd.FindStringIndex(lines[i][from:])
	if end == nil {
		return -1
	}
	body := lines[i][from : from+end[0]]
	if body == "" || body == Mark {
		return 0
	}
	lines[i] = lines[i][:from] + Mark + lines[i][from+end[0]:]
	return 1
}

// blockEnd returns the index behind the last line of the key's body. Where no
// end line follows, the body is what looks like one.
func blockEnd(lines []string, begin int) int {
	limit := min(len(lines), begin+1+pemLines)
	for i := begin + 1; i < limit; i++ {
		if pemEnd.MatchString(lines[i]) {
			return i
		}
	}
	i := begin + 1
	for i < len(lines) && pemBody.MatchString(lines[i]) {
		i++
	}
	return i
}

// blank replaces the body lines and reports whether there was something to
// replace. Empty lines and carriage returns stay.
func blank(body []string) bool {
	changed := false
	for i, line := range body {
		bare := strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(bare) == "" || bare == Mark {
			continue
		}
		body[i] = Mark + line[len(bare):]
		changed = true
	}
	return changed
}
