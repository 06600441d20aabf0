package libreswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/linux"
)

// A logLine is one line of pluto's log, split into its head, whom it is about,
// and its message.
type logLine struct {
	at    time.Time
	dated linux.Dating
	// process is the program, where the head has one.
	process string
	conn    connName
	// number is that of the SA, as in "hq" #2.
	number string
	// from is the sender of a packet that belongs to no connection yet.
	from string
	text string
}

// severities are written before or behind the name of the connection.
var severities = []string{"FATAL ERROR: ", "ERROR: ", "WARNING: ", "EXPECTATION FAILED: "}

// splitLog splits a line of pluto.log, of the journal, of syslog, of whack's
// output while it negotiates, or a bare message.
func splitLog(s string) logLine {
	var l logLine
	l.at, l.dated, s = linux.CutTime(strings.TrimLeft(s, " \t"))
	s = cutFraction(s)
	if head, rest, ok := strings.Cut(s, "]: "); ok && len(head) < 120 && !strings.Contains(head, `"`) {
		if name, ok := process(head); ok {
			l.process, s = name, rest
		}
	}
	s = strings.TrimPrefix(bare(s), "VPN-IPSEC: ")
	s = cutSeverity(s)
	if conn, rest, ok := cutConn(s); ok {
		if number, text, numbered := cutNumber(rest); numbered {
			l.conn, l.number, l.text = conn, number, cutSeverity(text)
			return l
		}
	}
	if rest, ok := strings.CutPrefix(s, "packet from "); ok {
		if from, text, ok := strings.Cut(rest, ": "); ok {
			l.from, _ = cutPort(from)
			s = text
		}
	}
	l.text = cutSeverity(s)
	return l
}

// cutFraction cuts what CutTime leaves of "Nov 24 03:59:06.224099: ".
func cutFraction(s string) string {
	if !strings.HasPrefix(s, ".") {
		return strings.TrimPrefix(s, ": ")
	}
	return strings.TrimPrefix(strings.TrimLeft(s[1:], "0123456789"), ": ")
}

func cutSeverity(s string) string {
	for _, word := range severities {
		if rest, ok := strings.CutPrefix(s, word); ok {
			return rest
		}
	}
	return s
}

// cutNumber cuts " #2: " or ": " behind a connection.
func cutNumber(s string) (number, text string, ok bool) {
	if text, ok = strings.CutPrefix(s, ": "); ok {
		return "", text, true
	}
	rest, ok := strings.CutPrefix(s, " #")
	if !ok {
		return "", s, false
	}
	number, text, ok = strings.Cut(rest, ": ")
	return number, text, ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// process returns the name of the program in a syslog head "host pluto[123".
func process(head string) (string, bool) {
	if i := strings.LastIndexByte(head, ' '); i >= 0 {
		head = head[i+1:]
	}
	name, pid, ok := strings.Cut(head, "[")
	return name, ok && name != "" && pid != "" && strings.Trim(pid, "0123456789") == ""
}
