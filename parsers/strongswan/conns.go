package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A connReader reads "swanctl --list-conns" (src/swanctl/commands/list_conns.c).
type connReader struct {
	text   *scan.Text
	snap   *ipsec.Snapshot
	peer   *ipsec.Peer
	policy *ipsec.Policy
	// local and remote say which authentication's lines follow.
	local, remote bool
}

func parseListConns(text *scan.Text, snap *ipsec.Snapshot) {
	r := &connReader{text: text, snap: snap}
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" && r.read(line, n) {
			text.Take(n)
		}
	}
}

func (r *connReader) read(line string, n int) bool {
	name, rest, ok := cutLast(line, ": IKEv")
	if ok {
		r.startPeer(name, "IKEv"+rest, n)
		return true
	}
	if r.peer == nil {
		return false
	}
	known := r.startPolicy(line, n) || r.selectors(line) || r.auth(line) || r.authLine(line, n)
	if known {
		r.peer.Ref.Last = int32(n + 1)
		if r.policy != nil {
			r.policy.Ref.Last = int32(n + 1)
		}
	}
	return known
}

// cutLast cuts around the last separator.
func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// startPeer reads "home: IKEv2, no reauthentication, rekeying every 14400s,
// dpd delay 30s".
func (r *connReader) startPeer(name, rest string, n int) {
	at := r.text.At(n)
	peer := ipsec.Peer{Name: name, Ref: at}
	for i, part := range strings.Split(rest, ", ") {
		switch {
		case i == 0:
			peer.Version = ikeVersion(part, at)
		case strings.HasPrefix(part, "reauthentication every "):
			peer.ReauthTime = seconds(strings.TrimPrefix(part, "reauthentication every "), at)
		case part == "no reauthentication":
			peer.ReauthTime = ipsec.Saw(noTime, at)
		case strings.HasPrefix(part, "rekeying every "):
			peer.RekeyTime = seconds(strings.TrimPrefix(part, "rekeying every "), at)
		case part == "no rekeying":
			peer.RekeyTime = ipsec.Saw(noTime, at)
		case strings.HasPrefix(part, "dpd delay "):
			peer.DPD = seconds(strings.TrimPrefix(part, "dpd delay "), at)
		}
	}
	r.snap.Peers = append(r.snap.Peers, peer)
	r.peer, r.policy = &r.snap.Peers[len(r.snap.Peers)-1], nil
	r.local, r.remote = false, false
}

// ikeVersion reads IKEv1, IKEv2 and IKEv1/2, which is 0: both.
func ikeVersion(word string, at ipsec.Ref) ipsec.Number {
	switch word {
	case "IKEv1":
		return ipsec.Saw(1, at)
	case "IKEv2":
		return ipsec.Saw(2, at)
	case "IKEv1/2", "IKEv1/v2":
		return ipsec.Saw(0, at)
	}
	return ipsec.Number{}
}

// startPolicy reads "net: TUNNEL, rekeying every 3600s, dpd action is none".
func (r *connReader) startPolicy(line string, n int) bool {
	at := r.text.At(n)
	name, rest, ok := strings.Cut(line, ": ")
	mode, tail, _ := strings.Cut(rest, ", ")
	if !ok || !isMode(mode) {
		return false
	}
	policy := ipsec.Policy{Name: name, Mode: ipsec.Saw(strings.ToLower(mode), at), Ref: at}
	for _, part := range strings.Split(tail, ", ") {
		if s, ok := strings.CutPrefix(part, "rekeying every "); ok {
			policy.RekeyTime = seconds(s, at)
		} else if part == "no rekeying" {
			policy.RekeyTime = ipsec.Saw(noTime, at)
		} else if s, ok := strings.CutPrefix(part, "dpd action is "); ok {
			policy.DPDAction = ipsec.Saw(s, at)
			// The versions that print the action print the delay too,
			// unless it is zero.
			if !r.peer.DPD.Known() {
				r.peer.DPD = ipsec.Saw(noTime, at)
			}
		}
	}
	r.peer.Policies = append(r.peer.Policies, policy)
	r.policy = &r.peer.Policies[len(r.peer.Policies)-1]
	return true
}

func isMode(word string) bool {
	switch word {
	case "TUNNEL", "TRANSPORT", "TRANSPORT_PROXY", "BEET", "PASS", "DROP":
		return true
	}
	return false
}

// selectors reads the lines "local:" and "remote:", addresses of the
// connection or selectors of a child.
func (r *connReader) selectors(line string) bool {
	side, rest, _ := strings.Cut(line, ":")
	rest = strings.TrimSpace(rest)
	switch {
	case side == "local" && r.policy != nil:
		r.policy.LocalTS = selectorList(rest)
	case side == "remote" && r.policy != nil:
		r.policy.RemoteTS = selectorList(rest)
	case side == "local":
		r.peer.LocalAddrs = addressList(rest)
	case side == "remote":
		r.peer.RemoteAddrs = addressList(rest)
	default:
		return false
	}
	return true
}

func addressList(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == ',' })
}
