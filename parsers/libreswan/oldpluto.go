package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads what the pluto of strongSwan 4, Openswan and FreeS/WAN prints
// otherwise than that of Libreswan.

// ParsePluto reads the status of a pluto that is not Libreswan's.
func ParsePluto(text *scan.Text, snap *ipsec.Snapshot) { pluto(parseStatus)(text, snap) }

// IsPluto reports whether a text holds lines of pluto with the numbers whack
// puts before them.
func IsPluto(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		if rest, ok := strings.CutPrefix(line, "000 "); ok && (strings.HasPrefix(rest, "Status of IKEv1 pluto") || isOldState(rest) || isOldConn(rest)) {
			return true
		}
	}
	return false
}

func isOldState(line string) bool {
	return strings.HasPrefix(line, "#") && strings.Contains(line, `" STATE_`)
}

func isOldConn(line string) bool {
	return strings.HasPrefix(line, `"`) && strings.Contains(line, "; eroute owner: #")
}

// oldProposal reads "AES_CBC_256/HMAC_SHA1/MODP_1536" of an IKE SA, and of a
// Child SA "AES_CBC_256/HMAC_SHA1/<Phase1>", whose last part is the group of PFS.
func oldProposal(s string, child bool) ipsec.Proposal {
	p := ipsec.Proposal{Text: strings.TrimSpace(s)}
	named, _, _ := strings.Cut(p.Text, "/<")
	for i, w := range strings.Split(named, "/") {
		switch {
		case i == 0:
			p.Encryption, p.KeyBits = cutBits(w)
		case kindOf(w) == "DH" || strings.HasPrefix(w, "ECP"):
			p.KeyExchange = w
		case child:
			p.Integrity = w
		default:
			p.PRF, p.Integrity = w, w
		}
	}
	return p
}

// oldLiveness reads "dpd_action: restart; dpd_delay: 30s; dpd_timeout: 120s;".
func (c *conn) oldLiveness(s string, at ipsec.Ref) {
	if d, ok := scan.Duration(part(s, "dpd_delay:")); ok {
		c.peer.DPD = ipsec.Saw(d, at)
	}
	if action := part(s, "dpd_action:"); action != "" {
		c.policy.DPDAction = ipsec.Saw(action, at)
	}
}

// oldBytes reads "(782 bytes, 35s ago)" behind each SPI, the peer's first, and
// the mode at the end.
func oldBytes(sa *ipsec.ChildSA, s string, at ipsec.Ref) {
	if _, mode, ok := strings.Cut(s, "); "); ok && (mode == "tunnel" || mode == "transport") {
		sa.Mode = ipsec.Saw(mode, at)
	}
	bytes, last := []*ipsec.Count{&sa.Counters.OutBytes, &sa.Counters.InBytes}, []*ipsec.Duration{&sa.Counters.LastOut, &sa.Counters.LastIn}
	for i := range bytes {
		var inside string
		var ok bool
		if _, s, ok = strings.Cut(s, "("); !ok {
			return
		}
		inside, s, _ = strings.Cut(s, ")")
		count, ago, timed := strings.Cut(inside, ", ")
		if n, isNumber := scan.Uint(strings.TrimSuffix(count, " bytes")); isNumber && strings.HasSuffix(count, " bytes") {
			*bytes[i] = ipsec.Saw(n, at)
		}
		if d, isTime := scan.Duration(ago); timed && isTime {
			*last[i] = ipsec.Saw(d, at)
		}
	}
}

// parseShunts reads "ipsec shuntstatus", the policies without an SA:
//
//	Bare Shunt list:
//	192.0.2.1/32 -0-> 198.51.100.1/32 => %hold    acquire
//
// Packets of a shunt "hold" are dropped until there is an SA.
func parseShunts(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		line := content(text, n)
		if strings.HasSuffix(line, "Shunt list:") {
			text.Take(n)
			continue
		}
		from, rest, ok := strings.Cut(line, " -")
		_, rest, isArrow := strings.Cut(rest, "-> ")
		to, what, hasWord := strings.Cut(rest, " => ")
		words := strings.Fields(what)
		if !ok || !isArrow || !hasWord || len(words) == 0 {
			continue
		}
		text.Take(n)
		at := text.At(n)
		if words[0] != "%hold" && words[0] != "%trap" {
			continue
		}
		sa := ipsec.ChildSA{Name: "shunt " + from + " - " + to, State: ipsec.ChildRouted, Word: words[0], Flags: words, Ref: at}
		sa.LocalTS, sa.RemoteTS = readSelectors(from), readSelectors(to)
		snap.ChildSAs = append(snap.ChildSAs, sa)
	}
}

// isShunts recognises the output of shuntstatus alone.
func isShunts(text *scan.Text) bool {
	return some(text, func(line string) bool { return strings.HasSuffix(line, "Shunt list:") }) && !isStatus(text)
}
