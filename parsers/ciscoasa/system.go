package ciscoasa

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	versionLine = regexp.MustCompile(`^Cisco (?:Adaptive Security Appliance|PIX Security Appliance|Firepower Threat Defense).* Version (\S+)`)
	uptimeLine  = regexp.MustCompile(`^(\S+) up (\d+ (?:year|month|week|day|hour|min|sec)\S*.*)$`)
	// failoverHost is "This host: Primary - Active" or, with the state on the
	// next line, "This host  -   Primary".
	failoverHost = regexp.MustCompile(`^(This|Other) host\s*[:-]\s*(?:Primary|Secondary)\s*(?:-\s*)?(.*)$`)
)

// parseVersion reads "show version". Most of its lines describe hardware and
// licences, which no rule asks for.
func parseVersion(t *scan.Text, snap *ipsec.Snapshot) {
	known := false
	each(t, func(n int, line string) bool {
		if m := versionLine.FindStringSubmatch(line); m != nil {
			snap.Version, known = ipsec.Saw(m[1], t.At(n)), true
		}
		if m := uptimeLine.FindStringSubmatch(line); m != nil {
			snap.Hostname = ipsec.Saw(m[1], t.At(n))
		}
		return known
	})
}

// setStarted derives the start from the uptime and the clock. The uptime is a
// difference, so it is only worth something together with the clock.
func setStarted(snap *ipsec.Snapshot) {
	src, clock := snap.Source("show version"), snap.Clock.Or(time.Time{})
	if src == nil || clock.IsZero() {
		return
	}
	t := scan.New(src.Command, src.Text())
	for n := range t.Len() {
		m := uptimeLine.FindStringSubmatch(t.Trimmed(n))
		if m == nil {
			continue
		}
		if up, ok := scan.Duration(m[2]); ok {
			snap.Started = ipsec.Saw(clock.Add(-up), t.At(n))
		}
	}
}

// parseFailover reads "show failover state" and "show failover". Only the state
// of this host is kept: a standby member holds no tunnels of its own.
func parseFailover(t *scan.Text, snap *ipsec.Snapshot) {
	known, thisHost := false, false
	each(t, func(n int, line string) bool {
		host := failoverHost.FindStringSubmatch(line)
		switch {
		case host != nil:
			known, thisHost = true, host[1] == "This"
			line = host[2]
		case strings.HasPrefix(line, "Failover "), strings.HasPrefix(line, "State  "), strings.HasPrefix(line, "===="):
			known = true
			return true
		}
		if thisHost {
			if standby, ok := failoverState(line); ok {
				snap.Standby, thisHost = ipsec.Saw(standby, t.At(n)), false
			}
		}
		return known
	})
}

// failoverState reads the state of a member. Failed, negotiating and unknown
// states say neither.
func failoverState(line string) (standby, ok bool) {
	switch {
	case strings.HasPrefix(line, "Active"):
		return false, true
	case strings.HasPrefix(line, "Standby"), strings.HasPrefix(line, "Cold Standby"):
		return true, true
	}
	return false, false
}
