package compare

import (
	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// A Suite is one choice of algorithms under the names of package algorithm. What
// a layer does not have, or a vendor leaves out, is empty.
type Suite struct{ Cipher, Integrity, PRF, Group string }

// Completed returns a connection with what its configuration leaves out filled
// in by the vendor's defaults.
func Completed(e *engine.End, p *ipsec.Peer) *ipsec.Peer { return completed(e, p) }

// Offers returns the IKE proposals of a connection, or those of its device.
func Offers(e *engine.End, p *ipsec.Peer) []string {
	list, _ := offersOf(e, p)
	return list
}

// FirstOffer returns the first algorithms of the first proposal, which is what an
// end likes best; false when a word of it is not known.
func FirstOffer(list []string) (Suite, bool) {
	if len(list) == 0 {
		return Suite{}, false
	}
	o := read(list[0])
	if len(o.ciphers) == 0 || len(o.unread) > 0 {
		return Suite{}, false
	}
	s := Suite{Cipher: o.ciphers[0], Integrity: head(o.integrity), PRF: head(o.prf), Group: head(o.kex)}
	if algorithm.IsAEAD(s.Cipher) && s.PRF == "" && s.Integrity != "" {
		s.PRF = "prf-" + hashOf(s.Integrity)
	}
	if algorithm.IsAEAD(s.Cipher) {
		s.Integrity = ""
	}
	return s, true
}

// hashOf cuts the length from an integrity algorithm: sha256 of sha256-128.
func hashOf(integrity string) string {
	for i := range integrity {
		if integrity[i] == '-' {
			return integrity[:i]
		}
	}
	return integrity
}

func head(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// Group returns the number of the first group of a list, or nothing for none.
func Group(text string) string {
	list := groupsIn(text)
	if len(list) == 0 || list[0] == algorithm.None {
		return ""
	}
	return list[0]
}

// Pairs returns the pairs of networks that a policy protects, local and remote.
func Pairs(p *ipsec.Policy) [][2]ipsec.Selector {
	var out [][2]ipsec.Selector
	for _, f := range flows([]*ipsec.Policy{p}) {
		out = append(out, [2]ipsec.Selector{f.local, f.remote})
	}
	return out
}
