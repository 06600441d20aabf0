package ciscoios

import (
	"net/netip"
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads the neighbours of a DMVPN (NHRP, RFC 2332).

// A dmvpnReader reads "show dmvpn". A long underlay address pushes the rest of
// its row to the next line, and further networks of one neighbour leave the
// first columns out.
type dmvpnReader struct {
	t                   *scan.Text
	snap                *ipsec.Snapshot
	interfaceName, nbma string
	crypto              *sessionReader // below "Crypto Session Details:"
}

// parseDMVPN reads "show dmvpn".
func parseDMVPN(t *scan.Text, snap *ipsec.Snapshot) {
	r := &dmvpnReader{t: t, snap: snap}
	each(t, func(n int, line string) bool { return r.line(line, t.At(n)) || r.dmvpnDetail(n, line, t.At(n)) })
	if r.crypto != nil {
		r.crypto.end()
	}
}

func (r *dmvpnReader) line(line string, at ipsec.Ref) bool {
	if rest, ok := field(line, "Interface: "); ok {
		r.interfaceName, _, _ = strings.Cut(rest, ",")
		return true
	}
	if isDMVPNLegend(line) {
		return true
	}
	f := strings.Fields(line)
	if len(f) > 0 {
		if _, counted := scan.Uint(f[0]); counted {
			f = f[1:]
		}
	}
	addresses := 0
	for addresses < len(f) && isIP(f[addresses]) {
		addresses++
	}
	switch rest := f[addresses:]; {
	case addresses == 1 && len(rest) == 0:
		r.nbma = f[0]
		return true
	case addresses == 2 && len(rest) >= 3:
		r.nbma = f[0]
		r.add(f[1], rest, at)
	case addresses == 1 && len(rest) >= 3 && r.nbma != "":
		r.add(f[0], rest, at)
	default:
		return false
	}
	return true
}

// add keeps a row; rest is its state, time and attributes.
func (r *dmvpnReader) add(overlay string, rest []string, at ipsec.Ref) {
	one := ipsec.Neighbour{Interface: r.interfaceName, Overlay: overlay, Underlay: r.nbma, Word: rest[0], Type: strings.Join(rest[2:], " "), Ref: at}
	if d, ok := scan.Duration(rest[1]); ok {
		one.Age = ipsec.Saw(d, at)
	}
	r.snap.Neighbours = append(r.snap.Neighbours, one)
}

func isIP(word string) bool {
	_, err := netip.ParseAddr(word)
	return err == nil
}

func isDMVPNLegend(line string) bool {
	for _, start := range []string{"Legend:", "N - ", "T1 - ", "C - ", "# Ent", "NHS Status", "UpDn Time", "Type:", "=====", "-----"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func recogniseDMVPN(t *scan.Text) bool { return contains(t, "Peer NBMA Addr", "NHRP Details") }

var (
	// nhrpHead is "172.16.0.2/32 via 172.16.0.2".
	nhrpHead = regexp.MustCompile(`^(\S+)/\d+ via (\S+)$`)
	// nhrpLife is "Tunnel0 created 00:05:12, expire 01:54:47".
	nhrpLife = regexp.MustCompile(`^(\S+) created ([\w:]+), (?:expire .*|never expire)$`)
)

// parseNHRP reads "show ip nhrp".
func parseNHRP(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Neighbour
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if m := nhrpHead.FindStringSubmatch(line); m != nil {
			snap.Neighbours = append(snap.Neighbours, ipsec.Neighbour{Overlay: m[1], Ref: at})
			open = &snap.Neighbours[len(snap.Neighbours)-1]
			return true
		}
		if open == nil || !nhrpValue(open, line, at) {
			return false
		}
		span(&open.Ref, t, n)
		return true
	})
}

func nhrpValue(one *ipsec.Neighbour, line string, at ipsec.Ref) bool {
	if m := nhrpLife.FindStringSubmatch(line); m != nil {
		one.Interface = m[1]
		if d, ok := scan.Duration(m[2]); ok {
			one.Age = ipsec.Saw(d, at)
		}
		return true
	}
	if rest, ok := field(line, "Type: "); ok {
		kind, flags, _ := strings.Cut(rest, ", Flags:")
		one.Type, one.Word = kind, strings.TrimSpace(flags)
		if kind == "incomplete" {
			one.Word = kind
		}
		return true
	}
	if rest, ok := field(line, "NBMA address: "); ok {
		one.Underlay = rest
		return true
	}
	return isNHRPRemark(line)
}

// isNHRPRemark reports lines of an entry that say nothing about its state.
func isNHRPRemark(line string) bool {
	for _, start := range []string{"(", "Cache hits:", "Preference:", "Requester: ", "Group:", "Hold time:", "Authentication:", "Metadata Exchange Framework:", "MEF ext data:", "Type\tState"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	f := strings.Fields(line)
	return len(f) == 2 && len(f[0]) == 1 && f[1] == "Reset" || len(f) == 2 && f[0] == "Type" && f[1] == "State"
}

func recogniseNHRP(t *scan.Text) bool {
	for n := range t.Len() {
		if nhrpHead.MatchString(t.Trimmed(n)) && n+1 < t.Len() && (nhrpLife.MatchString(t.Trimmed(n+1)) || strings.HasPrefix(t.Trimmed(n+1), "Type: ")) {
			return true
		}
	}
	return false
}
