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
	return namesMLKEM(sa.Proposal.KeyExchange) || namesMLKEM(sa.Proposal.Text) || namesMLKEM(sa.PostQuantum.Or(""))
}

// OffersPostQuantum reports whether a connection is configured with a key
// exchange of ML-KEM, and the proposal that says so.
func OffersPostQuantum(p *ipsec.Peer) (proposal string, offers bool) {
	for _, text := range p.Proposals {
		if namesMLKEM(text) {
			return text, true
		}
	}
	return "", false
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

func namesMLKEM(text string) bool {
	return text != "" && strings.Contains(separators.Replace(strings.ToLower(text)), "mlkem")
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
	var out [][]*ipsec.Peer
	for _, group := range keysOf(snap) {
		if len(group) > 1 {
			out = append(out, group)
		}
	}
	slices.SortFunc(out, func(a, b []*ipsec.Peer) int { return cmp.Compare(a[0].Name, b[0].Name) })
	return out
}

// KeySharedBy returns the connections of the end's device that have the same
// pre-shared key as one of this tunnel and lead to other peers, that one first.
func (e *End) KeySharedBy(p *ipsec.Peer) []*ipsec.Peer {
	key, known := p.Key.Get()
	if e.shared == nil || !known {
		return nil
	}
	out := []*ipsec.Peer{p}
	for _, q := range e.shared.keys[key] {
		if !sameRemotes(p, q) {
			out = append(out, q)
		}
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// keysOf returns the connections by their keys, of those to one peer the first.
func keysOf(snap *ipsec.Snapshot) map[string][]*ipsec.Peer {
	out := map[string][]*ipsec.Peer{}
	known := map[string]bool{} // key and peer
	for i := range snap.Peers {
		p := &snap.Peers[i]
		key, ok := p.Key.Get()
		if !ok || openRemotes(p) {
			continue
		}
		isNew := true
		for _, addr := range p.RemoteAddrs {
			isNew = isNew && !known[key+" "+addr]
			known[key+" "+addr] = true
		}
		if isNew {
			out[key] = append(out[key], p)
		}
	}
	return out
}

// sameRemotes reports whether two connections may lead to one peer: they have an
// address in common, or one of them takes any.
func sameRemotes(a, b *ipsec.Peer) bool {
	return openRemotes(a) || openRemotes(b) || slices.ContainsFunc(a.RemoteAddrs, func(addr string) bool { return slices.Contains(b.RemoteAddrs, addr) })
}

// openRemotes reports whether a connection takes peers that it does not name.
func openRemotes(p *ipsec.Peer) bool {
	return len(p.RemoteAddrs) == 0 || slices.ContainsFunc(p.RemoteAddrs, func(addr string) bool { return !isAddress(addr) })
}
