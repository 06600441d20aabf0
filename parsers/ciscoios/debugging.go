package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func debugStep(command, doc string) parsers.Step {
	return parsers.Step{Command: command, Reveals: []ipsec.Area{ipsec.AreaDebugs}, Doc: doc, Optional: true, Recognise: recogniseDebugging, Parse: parseDebugging}
}

// debuggingOn is "Crypto ISAKMP debugging is on", "IKEv2 default debugging is on".
var debuggingOn = regexp.MustCompile(`^(\S.*?) (debugging|debug) is on\b`)

// parseDebugging reads "show debugging": under headings what is switched on. A
// device without any prints nothing, or the headings of IOS-XE alone.
func parseDebugging(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if m := debuggingOn.FindStringSubmatch(line); m != nil {
			snap.Debugs = append(snap.Debugs, ipsec.Debug{Name: m[1], Ref: t.At(n)})
			return true
		}
		return isDebugHeading(line)
	})
}

// isDebugHeading reports the lines that say nothing is on: headings of groups,
// and the frames of IOS-XE about conditions and packet tracing.
func isDebugHeading(line string) bool {
	return strings.HasSuffix(line, ":") || strings.HasPrefix(line, "Conditional Debug Global State:") ||
		strings.HasPrefix(line, "Ip Address ") || strings.Trim(line, "-|+ ") == "" || strings.HasSuffix(line, "debugging is off") ||
		strings.HasPrefix(line, "Packet Infra debugs")
}

func recogniseDebugging(t *scan.Text) bool {
	for n := range t.Len() {
		if debuggingOn.MatchString(t.Trimmed(n)) || strings.HasPrefix(t.Trimmed(n), "IOSXE Conditional Debug Configs") {
			return true
		}
	}
	return false
}
