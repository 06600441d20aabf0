package engine

import (
	"cmp"
	"slices"
	"strings"

	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// This file answers what rules and the audit ask about the strength of keys.

// CipherStrength is the strength of a proposal's cipher in bits (NIST SP 800-57,
// part 1, table 2), 0 when not known.
func CipherStrength(p ipsec.Proposal) int {
	name, _ := algorithm.Cipher(p.Encryption, p.KeyBits)
	switch {
	case name == "3des":
		return 112
	case strings.HasPrefix(name, "aes-"), strings.HasPrefix(name, "camellia"), name == "chacha20-poly1305":
		return algorithm.KeyBits(name)
	}
	return 0
}

// HasPostQuantum reports whether an IKE SA was made with a key exchange of
// ML-KEM, alone or beside a group (RFC 9370).
func HasPostQuantum(sa *ipsec.IKESA) bool {
	text := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(sa.Proposal.KeyExchange + "/" + sa.Proposal.Text))
	return strings.Contains(text, "mlkem")
}

// IsPSK reports whether a method of authentication is a pre-shared key in the
// words of a vendor: "psk", "pre-share", "preSharedKeys", "Pre-shared-keys".
func IsPSK(method string) bool {
	w := strings.NewReplacer("-", "", " ", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(method)))
	switch strings.TrimSuffix(strings.TrimSuffix(w, "s"), "key") {
	case "psk", "preshared", "preshare", "preshrd":
		return true
	}
	return false
}

// KeyForAny reports whether a connection's pre-shared key is configured for any
// peer: a key for 0.0.0.0 (RFC 2409, section 5.4, on why that is no identity).
func KeyForAny(p *ipsec.Peer) (at ipsec.Ref, any bool) {
	switch p.KeyFor.Or("") {
	case "0.0.0.0/0", "::/0", "%any":
		return p.KeyFor.Ref(), true
	}
	return ipsec.Ref{}, false
}

// SharedKeys returns the groups of a device's connections that have one
// pre-shared key and lead to different peers, by the digests of this run.
func SharedKeys(snap *ipsec.Snapshot) [][]*ipsec.Peer {
	byKey := map[string][]*ipsec.Peer{}
	var order []string
	for i := range snap.Peers {
		p := &snap.Peers[i]
		key, known := p.Key.Get()
		if !known {
			continue
		}
		if byKey[key] == nil {
			order = append(order, key)
		}
		if !slices.ContainsFunc(byKey[key], func(q *ipsec.Peer) bool { return sameRemotes(p, q) }) {
			byKey[key] = append(byKey[key], p)
		}
	}
	var out [][]*ipsec.Peer
	for _, key := range order {
		if len(byKey[key]) > 1 {
			out = append(out, byKey[key])
		}
	}
	slices.SortStableFunc(out, func(a, b []*ipsec.Peer) int { return cmp.Compare(a[0].Name, b[0].Name) })
	return out
}

// sameRemotes reports whether two connections may lead to one peer: they have an
// address in common, or one of them takes any.
func sameRemotes(a, b *ipsec.Peer) bool {
	open := func(p *ipsec.Peer) bool {
		return len(p.RemoteAddrs) == 0 || slices.ContainsFunc(p.RemoteAddrs, func(addr string) bool { return !isAddress(addr) })
	}
	return open(a) || open(b) || slices.ContainsFunc(a.RemoteAddrs, func(addr string) bool { return slices.Contains(b.RemoteAddrs, addr) })
}
