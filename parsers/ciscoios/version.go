package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseVersion reads "show version": the version, the host name and when the
// device started. The uptime is read in [finishStarted], which knows the clock.
// The rest is licence and hardware text, which says nothing about a tunnel.
func parseVersion(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if _, rest, ok := strings.Cut(line, "Version "); ok && !snap.Version.Known() && strings.HasPrefix(line, "Cisco IOS") {
			version, _, _ := strings.Cut(rest, ",")
			snap.Version = ipsec.Saw(strings.TrimSpace(version), t.At(n))
		}
		if name, _, ok := strings.Cut(line, " uptime is "); ok && !strings.Contains(name, " ") {
			snap.Hostname = ipsec.Saw(name, t.At(n))
		}
		if rest, ok := field(line, "System restarted at "); ok {
			if when, ok := clockTime(rest); ok {
				snap.Started = ipsec.Saw(when, t.At(n))
			}
		}
		return true
	})
}

func recogniseVersion(t *scan.Text) bool {
	return contains(t, "Cisco IOS Software", "Cisco IOS XE Software", "Cisco Internetwork Operating System") || (contains(t, " uptime is ") && contains(t, "System returned to ROM"))
}

// uptimeLine returns the uptime that "show version" prints, and its line.
func uptimeLine(src *ipsec.Source) (uptime string, at ipsec.Ref) {
	line := 0
	for text := range strings.SplitSeq(src.Text(), "\n") {
		line++
		name, rest, ok := strings.Cut(strings.TrimSpace(text), " uptime is ")
		if ok && !strings.Contains(name, " ") {
			return strings.TrimSpace(rest), ipsec.Ref{Command: src.Command, First: int32(line), Last: int32(line)}
		}
	}
	return "", ipsec.Ref{}
}
