package recognise

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers"
)

var (
	// routerPrompt is "hq#", "hq/pri/act(config)#", "user@hq>".
	routerPrompt = regexp.MustCompile(`^(?:[\w.-]+@)?([A-Za-z0-9][\w.:-]*)(?:/[\w.-]+)*(?:\([\w /-]+\))?[>#] ?(.*)$`)
	// rolePrompt is a prompt of ASA that shows the state of its failover unit.
	rolePrompt = regexp.MustCompile(`^[\w.-]+(?:/[\w.-]+)*/(?:act|stby)(?:NoFailover)?(?:/[\w.-]+)*[>#]`)
	// shellPrompt is "root@gw:~#", "[root@gw ~]#", "gw:~$".
	shellPrompt = regexp.MustCompile(`^(?:\(\w+\) ?)?\[?(?:[\w.-]+@)?([A-Za-z0-9][\w.-]*)[: ][~/][^$#%]*\]?[$#%] ?(.*)$`)
	// fortiPrompt is "hq # ", "hq (root) # ", and routerOSPrompt "[admin@hq] > ".
	fortiPrompt    = regexp.MustCompile(`^([A-Za-z0-9][\w.-]*)(?: \([\w .-]+\))? [#$] ?(.*)$`)
	routerOSPrompt = regexp.MustCompile(`^\[[^@\]\s]+@([^\]\s]+)\] (?:/[\w /-]*)?> ?(.*)$`)
	// namelessPrompt is a shell prompt without a name.
	namelessPrompt = regexp.MustCompile(`^[$#] (.+)$`)
)

// A prompted line is a prompt with the command typed behind it.
// member is the whole prompt where it shows a role in a redundant pair.
type prompted struct{ device, typed, member string }

// promptIn reads a prompt at the start of a line. What is typed behind it must
// look like a command, else the line is output.
func promptIn(line string, starts map[string]bool) (prompted, bool) {
	line = strings.TrimSpace(line)
	if len(line) < 2 || line[0] == '#' && line[1] != ' ' || !marked(line) {
		return prompted{}, false
	}
	for _, pattern := range []*regexp.Regexp{shellPrompt, routerPrompt, routerOSPrompt, fortiPrompt} {
		m := pattern.FindStringSubmatch(line)
		if m != nil && (m[2] == "" && pattern != fortiPrompt || isTyped(m[2], starts)) {
			return prompted{m[1], strings.TrimSpace(m[2]), rolePrompt.FindString(line)}, true
		}
	}
	if m := namelessPrompt.FindStringSubmatch(line); m != nil && isTyped(m[1], starts) {
		return prompted{typed: strings.TrimSpace(m[1])}, true
	}
	return prompted{}, false
}

// closes reports whether a line is the prompt of FortiOS with nothing behind it,
// of a device whose prompt was seen: "Peer #" may head a column.
func closes(line, device string) bool {
	if device == "" || !strings.HasPrefix(line, device) {
		return false
	}
	m := fortiPrompt.FindStringSubmatch(strings.TrimSpace(line) + " ")
	return m != nil && m[1] == device && m[2] == ""
}

// marked reports whether a line has a character that ends a prompt.
func marked(line string) bool {
	for i := range len(line) {
		switch line[i] {
		case '#', '>', '$', '%':
			return true
		}
	}
	return false
}

// isTyped reports whether a text begins as a command: with the first word of a
// known one, in full or shortened to two letters at least.
func isTyped(text string, starts map[string]bool) bool {
	words := typedWords(text)
	if len(words) == 0 {
		return false
	}
	first := strings.ToLower(words[0])
	if starts[first] {
		return true
	}
	for word := range starts {
		if len(first) >= 2 && word == "show" && strings.HasPrefix(word, first) {
			return true
		}
	}
	return false
}

// commandStarts are the first words of all commands of the platforms and of
// commands that people type between them.
func commandStarts(platforms []*parsers.Platform) map[string]bool {
	out := map[string]bool{"ping": true, "traceroute": true, "terminal": true, "term": true, "configure": true, "conf": true, "exit": true, "end": true, "enable": true, "packet-tracer": true, "more": true, "systemctl": true, "clear": true, "undebug": true, "debug": true}
	for _, p := range platforms {
		for _, list := range [][]parsers.Step{p.Steps, p.Also} {
			for i := range list {
				out[strings.ToLower(strings.Fields(list[i].Command)[0])] = true
			}
		}
	}
	delete(out, "log")
	return out
}
