package strongswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/linux"
)

// A logLine is one line of charon's log, split into its head and its message.
type logLine struct {
	at time.Time
	// dated says what the head gives: nothing, a time without a year, or a
	// whole time.
	dated linux.Dating
	// process is the name of the program, where the head has one: "charon" and
	// "charon-systemd" may both log the same message.
	process string
	// thread and group are charon's own prefix 05[IKE]; the journal has none.
	thread, group string
	// name and uid are the IKE SA's, from a prefix <name|uid>.
	name, uid string
	text      string
}

// groups are charon's log groups.
const groups = " DMN MGR IKE CHD JOB CFG KNL NET ASN ENC TNC IMC IMV PTS TLS APP ESP LIB "

// splitLog splits a line of charon.log, of the journal, of syslog, of the
// output of "swanctl --initiate", or a bare message.
func splitLog(s string) logLine {
	var l logLine
	s = strings.TrimLeft(s, " \t")
	l.at, l.dated, s = linux.CutTime(s)
	if at := groupMark(s); at >= 0 {
		l.process, _ = process(strings.TrimRight(s[:at], " "))
		l.thread, s, _ = strings.Cut(s[at:], "[")
		l.group, s, _ = strings.Cut(s, "] ")
		l.name, l.uid, s = cutName(s)
		l.text = s
		return l
	}
	if head, rest, ok := strings.Cut(s, "]: "); ok && len(head) < 120 && strings.Contains(head, "[") {
		if name, ok := process(head + "]:"); ok {
			l.process = name
			l.name, l.uid, l.text = cutName(rest)
			return l
		}
	}
	l.text = s
	return l
}

// groupMark returns where charon's own prefix "05[IKE] " or "[IKE] " begins,
// or -1.
func groupMark(s string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], "] ")
		if i < 0 || from+i > 160 {
			return -1
		}
		end := from + i
		from = end + 2
		if end < 4 || s[end-4] != '[' || !strings.Contains(groups, " "+s[end-3:end]+" ") {
			continue
		}
		at := end - 4
		for at > 0 && s[at-1] >= '0' && s[at-1] <= '9' {
			at--
		}
		if at == 0 || s[at-1] == ' ' {
			return at
		}
	}
}

// process returns the name of the program in a syslog head
// "host charon[123]:" or "host charon: ".
func process(head string) (string, bool) {
	head = strings.TrimSuffix(head, ":")
	if i := strings.LastIndexByte(head, ' '); i >= 0 {
		head = head[i+1:]
	}
	name, _, hasPID := strings.Cut(head, "[")
	return name, hasPID && name != ""
}

// cutName cuts a prefix "<name|uid> " or "<uid> ".
func cutName(s string) (name, uid, rest string) {
	if !strings.HasPrefix(s, "<") {
		return "", "", s
	}
	inside, rest, ok := strings.Cut(s[1:], "> ")
	if !ok {
		return "", "", s
	}
	if i := strings.LastIndexByte(inside, '|'); i >= 0 {
		return inside[:i], inside[i+1:], rest
	}
	return "", inside, rest
}
