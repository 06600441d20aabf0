package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// counters reads one line of counters: "#pkts encaps: 19, #pkts encrypt: 19".
// What follows a number, such as a remark somebody typed, is ignored.
func (r *ipsecReader) counters(n int, line string) bool {
	understood, at := true, r.t.At(n)
	for line != "" {
		var part string
		part, line, _ = strings.Cut(line, ", #")
		name, value, ok := counter(part)
		if !ok || !setCounter(&r.flow.Counters, name, ipsec.Saw(value, at)) {
			understood = false
		}
	}
	r.flow.Ref.Last = at.Last
	return understood
}

// counter splits "#pkts encaps: 19" and "##pkts replay failed (rcv): 0" into
// the name without marks and the number.
func counter(part string) (name string, value uint64, ok bool) {
	part = strings.TrimLeft(part, "# ")
	at := 0
	for at < len(part) && (part[at] < '0' || part[at] > '9') {
		at++
	}
	if at == 0 || at == len(part) {
		return part, 0, false
	}
	value, _, ok = scan.Leading(part[at:])
	return strings.TrimRight(part[:at], ": "), value, ok
}

// setCounter stores a counter and reports whether its name is known. Where the
// ASA prints nothing else, decaps and encaps are the packets in and out.
func setCounter(c *ipsec.Counters, name string, v ipsec.Count) bool {
	if field := cisco.Counter(c, name); field != nil {
		*field = v
	} else if field := fragmentCounter(c, name); field != nil {
		*field = v
	} else {
		return quietCounter(name)
	}
	switch name {
	case "pkts encaps":
		c.OutPackets = v
	case "pkts decaps":
		c.InPackets = v
	}
	return true
}

// fragmentCounter knows the counters that only the ASA prints.
func fragmentCounter(c *ipsec.Counters, name string) *ipsec.Count {
	switch name {
	case "pre-frag successes":
		return &c.FragmentsOK
	case "pre-frag failures":
		return &c.FragmentsFailed
	case "fragments created":
		return &c.FragmentsCreated
	case "PMTUs sent":
		return &c.PMTUSent
	case "PMTUs rcvd":
		return &c.PMTUReceived
	case "decapsulated frgs needing reassembly", "decapsulated frags needing reassembly":
		return &c.NeedReassembly
	}
	return nil
}

// quietCounter knows the counters nothing is inferred from: compression, TFC,
// offload, fragmentation after encryption, ICMP.
func quietCounter(name string) bool {
	for _, part := range []string{"compressed", "comp failed", "decomp failed", "TFC ", "offload", "post-frag", "ICMP Errors", "cloned", "invalid pad", "min mtu frag failed", "bad frag offset", "IPv6 frag", "pre-frag", "invalid ip version", "invalid len"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return strings.HasPrefix(name, "pkts ") && strings.Contains(name, "failed")
}
