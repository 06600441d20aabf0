package ciscoios

import (
	"strings"

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
	if to := counterOf(&r.cur.Counters, name); to != nil {
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

// counterOf returns the place of a counter, or nil for one that is not kept.
func counterOf(c *ipsec.Counters, name string) *ipsec.Count {
	switch name {
	case "pkts encaps":
		return &c.Encaps
	case "pkts encrypt":
		return &c.Encrypt
	case "pkts digest":
		return &c.Digest
	case "pkts decaps":
		return &c.Decaps
	case "pkts decrypt":
		return &c.Decrypt
	case "pkts verify":
		return &c.Verify
	case "send errors":
		return &c.SendErrors
	case "recv errors":
		return &c.RecvErrors
	}
	return detailCounterOf(c, strings.Replace(name, "(recv)", "(rcv)", 1))
}

// detailCounterOf returns the place of a counter that only "detail" prints.
func detailCounterOf(c *ipsec.Counters, name string) *ipsec.Count {
	switch name {
	case "pkts no sa (send)":
		return &c.NoSA
	case "pkts invalid sa (rcv)":
		return &c.InvalidSA
	case "pkts encaps failed (send)":
		return &c.EncapsFailed
	case "pkts decaps failed (rcv)":
		return &c.DecapsFailed
	case "pkts invalid prot (rcv)":
		return &c.InvalidProtocol
	case "pkts verify failed":
		return &c.VerifyFailed
	case "pkts invalid identity (rcv)":
		return &c.InvalidIdentity
	case "pkts invalid len (rcv)":
		return &c.InvalidLength
	case "pkts replay rollover (send)":
		return &c.ReplayRolloverSend
	case "pkts replay rollover (rcv)":
		return &c.ReplayRolloverRecv
	case "pkts replay failed (rcv)":
		return &c.ReplayFailed
	case "pkts internal err (send)":
		return &c.InternalErrorSend
	case "pkts internal err (rcv)":
		return &c.InternalErrorRecv
	}
	return nil
}
