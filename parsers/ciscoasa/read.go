package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// pager is what the pager leaves in pasted output; text of the next line may follow it.
const pager = "<--- More --->"

// prompt matches a prompt alone or with the command typed after it.
var prompt = regexp.MustCompile(`^[A-Za-z0-9][\w.@:-]*(/[\w.-]+)*(\([\w-]+\))?[#>]( ?(do )?sh\w* .*)?$`)

// echo matches a command echoed without its prompt.
var echo = regexp.MustCompile(`^(do )?sh(ow?)? [a-z]`)

// each hands every line with content to read, without white space at either
// end, and takes the lines read understood and those that are no output.
func each(t *scan.Text, read func(n int, line string) bool) {
	for n := range t.Len() {
		line := t.Trimmed(n)
		if rest, ok := strings.CutPrefix(line, pager); ok {
			line = strings.TrimLeft(rest, " \t\r")
		}
		if line == "" || read(n, line) || isNoise(line, n) || strings.EqualFold(line, t.Command()) {
			t.Take(n)
		}
	}
}

// isNoise reports prompts and echoed commands. An echo can only stand in the first lines.
func isNoise(line string, n int) bool {
	return prompt.MatchString(line) || (n < 3 && echo.MatchString(line))
}

// has reports whether one of the first lines with content contains one of the
// words; recognisers ask it.
func has(t *scan.Text, words ...string) bool {
	for n := range min(t.Len(), 400) {
		for _, w := range words {
			if strings.Contains(t.Line(n), w) {
				return true
			}
		}
	}
	return false
}

// text is the observation of a printed word; nothing printed is not observed.
func text(s string, at ipsec.Ref) ipsec.Text {
	if s = strings.TrimSpace(s); s == "" {
		return ipsec.Text{}
	}
	return ipsec.Saw(s, at)
}

func count(s string, at ipsec.Ref) ipsec.Count {
	n, _, ok := scan.Leading(strings.TrimSpace(s))
	if !ok {
		return ipsec.Count{}
	}
	return ipsec.Saw(n, at)
}

func number(s string, at ipsec.Ref) ipsec.Number {
	n, _, ok := scan.Leading(strings.TrimSpace(s))
	if !ok || n > 1<<31 {
		return ipsec.Number{}
	}
	return ipsec.Saw(int(n), at)
}

func duration(s string, at ipsec.Ref) ipsec.Duration {
	d, ok := scan.Duration(s)
	if !ok {
		return ipsec.Duration{}
	}
	return ipsec.Saw(d, at)
}

// flag reads yes and no in the ways the ASA prints them.
func flag(s string, at ipsec.Ref) ipsec.Flag {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "y", "yes", "true", "enabled", "1":
		return ipsec.Saw(true, at)
	case "n", "no", "false", "disabled", "0":
		return ipsec.Saw(false, at)
	}
	return ipsec.Flag{}
}
