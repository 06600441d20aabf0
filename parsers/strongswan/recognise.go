package strongswan

import (
	"strings"

	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// anyLine recognises an output by a line of a pattern.
func anyLine(p linux.Pattern) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		return linux.Some(text, func(line string) bool { _, ok := p.Match(line); return ok })
	}
}

func isConns(text *scan.Text) bool {
	return linux.Some(text, func(line string) bool {
		_, rest, ok := cutLast(line, ": IKEv")
		return ok && (strings.Contains(rest, "reauth") || strings.Contains(rest, "rekeying"))
	})
}

func isPolicies(text *scan.Text) bool {
	return linux.First(text, func(line string) bool {
		name, mode, ok := cutLast(line, ", ")
		return ok && strings.Contains(name, "/") && isMode(mode)
	})
}

func isStatus(text *scan.Text) bool {
	return linux.Some(text, func(line string) bool {
		if strings.HasPrefix(line, "Status of IKE charon daemon") || strings.HasPrefix(line, "Status of IKEv2 charon daemon") || strings.HasPrefix(line, "000 Status of IKEv1 pluto daemon (strongSwan") || strings.HasPrefix(line, "Security Associations (") {
			return true
		}
		_, _, rest, _, ok := statusName(line)
		return ok && strings.Contains(rest, "ESTABLISHED ") && strings.Contains(rest, "]...")
	})
}

// isLog recognises a log of charon by one line that has a meaning.
func isLog(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if strings.HasPrefix(text.Line(n), "-- No entries --") {
			return true
		}
		l := splitLog(text.Line(n))
		if l.text == "" {
			continue
		}
		if l.group != "" || strings.HasPrefix(l.process, "charon") {
			return true
		}
		if sig, _ := signatures.Find(l.text); sig != nil && (sig.kind != "" || sig.join != nil) {
			return true
		}
	}
	return false
}

// isConfFile asks for the sections that a swanctl.conf with connections has.
func isConfFile(text *scan.Text) bool {
	connections, inner := false, false
	for n := range text.Len() {
		line := text.Trimmed(n)
		connections = connections || strings.HasPrefix(line, "connections") && strings.HasSuffix(line, "{")
		inner = inner || strings.HasPrefix(line, "children") || strings.HasPrefix(line, "remote_addrs") || strings.HasPrefix(line, "local_addrs")
	}
	return connections && inner
}
