package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// counters reads "#pkts encaps: 4, #pkts encrypt: 4" and "#send errors 0,
// #recv errors 0 <-- a remark". Colons and the spelling of (rcv) vary.
func (r *ipsecReader) counters(line string) {
	for line != "" {
		line = strings.TrimLeft(line, "#")
		piece := line
		if next := strings.IndexByte(line, '#'); next >= 0 {
			piece, line = line[:next], line[next:]
		} else {
			line = ""
		}
		r.counter(piece)
	}
}

func (r *ipsecReader) counter(piece string) {
	name, value, ok := splitCount(piece)
	if !ok {
		return
	}
	switch name {
	case "pkts encaps":
		r.once(hasEncaps)
	case "pkts decaps":
		r.once(hasDecaps)
	default:
		r.touch()
	}
	if to := cisco.Counter(&r.cur.Counters, name); to != nil {
		*to = ipsec.Saw(value, r.at)
	}
}

// splitCount cuts "pkts verify failed: 0, " into name and number.
func splitCount(s string) (name string, value uint64, ok bool) {
	for i := 1; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' && (s[i-1] == ' ' || s[i-1] == ':') {
			value, _, ok = scan.Leading(s[i:])
			return strings.TrimRight(s[:i], " :"), value, ok
		}
	}
	return "", 0, false
}
