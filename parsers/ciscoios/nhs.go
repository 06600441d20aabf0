package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	nhsInterface = regexp.MustCompile(`^([A-Za-z]+\d[\d/.]*):$`)
	// nhsRow is "172.16.0.1   RE  NBMA Address: 203.0.113.2 priority = 0 cluster = 0
	// req-sent 6  req-failed 0  repl-recv 0 (00:01:45 ago)".
	nhsRow   = regexp.MustCompile(`^(\S+)\s+([ERWD]+)\s+(?:NBMA Address: (\S+)\s+)?priority = \d+\s+cluster = \d+(?:\s+req-sent (\d+)\s+req-failed (\d+)\s+repl-recv (\d+)(?:\s+\([^)]*\))?)?$`)
	nhsFacts = regexp.MustCompile(`^(Legend:|Current Request ID: |Protection Socket Requested: |Pending Registration Requests:|Registration Request: )`)
)

// parseNHS reads "show ip nhrp nhs [detail]": a server that only has "E" is
// asked and does not answer; "RE" answers.
func parseNHS(t *scan.Text, snap *ipsec.Snapshot) {
	name := ""
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if m := nhsInterface.FindStringSubmatch(line); m != nil {
			name = m[1]
			return true
		}
		m := nhsRow.FindStringSubmatch(line)
		if m == nil || !isIP(m[1]) {
			return nhsFacts.MatchString(line)
		}
		snap.Neighbours = append(snap.Neighbours, ipsec.Neighbour{Interface: name, Overlay: m[1], Underlay: m[3], Word: m[2], Type: "next-hop server", Ref: at})
		for i, what := range []string{"registrations sent", "registrations failed", "replies received"} {
			if count, ok := scan.Uint(m[4+i]); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: what, Scope: strings.TrimSpace("nhrp " + name + " " + m[1]), Count: ipsec.Saw(count, at)})
			}
		}
		return true
	})
}

func recogniseNHS(t *scan.Text) bool {
	for n := range t.Len() {
		if nhsRow.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}

// dmvpn6Status is "# Ent: 1, Status: UP, UpDn Time: 3d05h, Cache Attrib: S".
var dmvpn6Status = regexp.MustCompile(`^# Ent: \d+, Status: ([^,]+), UpDn Time: ([^,]+), Cache Attrib: (.*)$`)

// parseDMVPN6 reads "show dmvpn ipv6", where each neighbour is a block.
func parseDMVPN6(t *scan.Text, snap *ipsec.Snapshot) {
	name := ""
	var open *ipsec.Neighbour
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if rest, ok := field(line, "Interface: "); ok {
			name, _, _ = strings.Cut(rest, ",")
			return true
		}
		if _, nbma, ok := strings.Cut(line, ".Peer NBMA Address: "); ok {
			snap.Neighbours = append(snap.Neighbours, ipsec.Neighbour{Interface: name, Underlay: strings.TrimSpace(nbma), Ref: at})
			open = &snap.Neighbours[len(snap.Neighbours)-1]
			return true
		}
		if open == nil || !dmvpn6Value(open, line, at) {
			return isDMVPNLegend(line)
		}
		span(&open.Ref, t, n)
		return true
	})
}

func dmvpn6Value(one *ipsec.Neighbour, line string, at ipsec.Ref) bool {
	if overlay, ok := field(line, "Tunnel IPv6 Address: "); ok {
		one.Overlay = overlay
		return true
	}
	if m := dmvpn6Status.FindStringSubmatch(line); m != nil {
		one.Word, one.Type = m[1], m[3]
		if d, ok := scan.Duration(m[2]); ok {
			one.Age = ipsec.Saw(d, at)
		}
		return true
	}
	return strings.HasPrefix(line, "IPv6 Target Network: ")
}

func recogniseDMVPN6(t *scan.Text) bool { return contains(t, ".Peer NBMA Address: ") }
