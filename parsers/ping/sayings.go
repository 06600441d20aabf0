package ping

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// sayings are tried in order.
var sayings = []saying{
	// IOS and ASA.
	{is: regexp.MustCompile(`^Type escape sequence to abort\.$`)},
	{is: regexp.MustCompile(`^Sending \d+, [\d-]+-byte ICMP Echos to \S+, timeout is \d+ seconds:?$`)},
	{is: regexp.MustCompile(`^Packet sent with (a source address of \S+|the DF bit set)`)},
	{is: regexp.MustCompile(`^([!.UNMQAP&?]{1,20})$`), read: marks},
	{is: regexp.MustCompile(`^Success rate is \d+ percent \((\d+)/(\d+)\)(?:, round-trip min/avg/max = (\d+)/(\d+)/(\d+) ms)?`), read: cisco},
	// ping(8) and its kin.
	{is: regexp.MustCompile(`^PING \S+ \(\S+\)`)},
	{is: regexp.MustCompile(`^\d+ bytes from \S+ icmp_(?:seq|req)=\d+ ttl=\d+ time[=<]`)},
	{is: regexp.MustCompile(`^--- \S+ ping statistics ---$`)},
	{is: regexp.MustCompile(`^(\d+) packets transmitted, (\d+) (?:packets )?received`), read: totals},
	{is: regexp.MustCompile(`^(?:rtt|round-trip) min/avg/max/\w+ = ([\d.]+)/([\d.]+)/([\d.]+)/[\d.]+ ms`), read: times},
	{is: regexp.MustCompile(`(?i)local error: message too long(?:, mtu[=:] ?(\d+))?`), read: tooBigHere},
	{is: regexp.MustCompile(`(?i)^ping: send(?:to|msg): message too long()$`), read: tooBigHere},
	{is: regexp.MustCompile(`(?i)frag(?:mentation)? needed (?:and DF set|but DF)(?: \(mtu ?=? ?(\d+)\))?`), read: tooBig},
	{is: regexp.MustCompile(`(?i)packet filtered|communication (?:administratively )?prohibited|administratively (?:prohibited|filtered)|(?:net|host) prohibited`), read: prohibited},
	{is: regexp.MustCompile(`(?i)^ping: send(?:to|msg): operation not permitted`), read: prohibited},
	{is: regexp.MustCompile(`(?i)(?:destination|dest) (?:host|net|port|protocol)? ?unreachable|unreachable$|^ping: send(?:to|msg): (?:no route to host|network is unreachable|host is down)`), read: unreachable},
	// RouterOS.
	{is: regexp.MustCompile(`^SEQ\s+HOST\s+SIZE\s+TTL\s+TIME`)},
	{is: regexp.MustCompile(`^sent=(\d+) received=(\d+) packet-loss=\d+%(?: min-rtt=(\S+) avg-rtt=(\S+) max-rtt=(\S+))?`), read: routerOS},
	{is: regexp.MustCompile(`^\d+ \d[\d.]+\s.*fragmentation needed()`), read: tooBig},
	{is: regexp.MustCompile(`^\d+ \d[\d.]+\s.*(?:net|host|port|protocol) unreachable`), read: unreachable},
	{is: regexp.MustCompile(`^\d+ \d[\d.]+\s(?:.*\stimeout|\s*\d+\s+\d+\s+\S+s)$`)},
	{is: regexp.MustCompile(`^\d+\s+timeout$`)},
}

// cisco reads "(received/sent)": IOS prints them in that order.
func cisco(r *reader, m []string, at ipsec.Ref) {
	number(&r.probe.Received, m[1], at)
	number(&r.probe.Sent, m[2], at)
	if m[3] != "" {
		times(r, m[2:], at)
	}
}

// routerOS reads the last line, whose times are such as "1ms234us".
func routerOS(r *reader, m []string, at ipsec.Ref) {
	totals(r, m, at)
	for i, c := range []*ipsec.Count{&r.probe.RTTMin, &r.probe.RTTAvg, &r.probe.RTTMax} {
		if d, err := time.ParseDuration(strings.TrimSpace(m[3+i])); err == nil && d >= 0 {
			*c = ipsec.Saw(uint64(d/time.Microsecond), at)
		}
	}
}
