package recognise

import (
	"regexp"
	"strings"
)

var (
	// heading is a command between marks, as support bundles have it:
	// "------------------ show version ------------------", "==> show clock <==".
	heading = regexp.MustCompile(`^(?:[-=*#~+_]{2,}>? ?|[+$#>] ?)(?:COMMAND: ?|[Cc]ommand: ?|\[)?([a-z/][^\x00-\x1f]*?)\]?( ?<?[-=*#~+_:]{2,})?$`)
	// shown is a show command that no platform need know.
	shown = regexp.MustCompile(`^(?:sh|sho|show) [a-z][\w-]*(?: [\w./:*|<>-]+){0,8}$`)
)

// headed reads a command that stands on a line of its own without a prompt: in
// a heading of a support bundle, or as its echo. A heading and a "show" command
// that no platform knows are commands too: their output is not another's.
func (s *splitter) headed(line string) (typed string, ok bool) {
	if len(line) > 200 {
		return "", false
	}
	line = strings.TrimSpace(line)
	if line == "" {
		return "", false
	}
	switch c := line[0]; {
	case c|0x20 == 's' || c|0x20 == 'i':
		return line, s.isEcho(line)
	case strings.IndexByte("-=*#~+_$>", c) < 0:
		return "", false
	}
	if mark := strings.IndexAny(line, " >["); mark < 1 || mark > 40 || strings.Trim(line[:mark], "-=*#~+_$>") != "" {
		return "", false // "#pkts encaps: 4" is no heading, and there are many
	}
	m := heading.FindStringSubmatch(line)
	if m == nil || !isTyped(m[1], s.starts) {
		return "", false
	}
	typed = strings.TrimSpace(m[1])
	both := m[2] != "" && strings.HasPrefix(line, line[:1]+line[:1])
	return typed, both && strings.Contains(typed, " ") || len(s.words.expand(typed)) > 0
}

// isEcho reports a command on a line of its own without a prompt: "show" in full
// or short, "swanctl" or "ipsec".
func (s *splitter) isEcho(line string) bool {
	first, rest, _ := strings.Cut(line, " ")
	if rest == "" || len(first) < 2 || !strings.HasPrefix("show", strings.ToLower(first)) && first != "swanctl" && first != "ipsec" {
		return false
	}
	return shown.MatchString(line) || len(s.words.expand(line)) > 0
}

// A splitter cuts a paste at its prompts, headings and echoes.
type splitter struct {
	words  *vocabulary
	starts map[string]bool
}
