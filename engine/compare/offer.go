package compare

import (
	"slices"

	"ipsec-diag/engine/algorithm"
)

// An offer is one proposal under the names of [algorithm], whatever vendor
// wrote it: the transforms it allows of each type (RFC 7296, section 3.3.2).
type offer struct {
	text                         string
	ciphers, integrity, prf, kex []string
	unread                       []string
}

// read takes a proposal apart.
func read(text string) offer {
	o := offer{text: text}
	for _, w := range algorithm.Words(text) {
		switch w.Kind {
		case algorithm.KindCipher:
			o.ciphers = append(o.ciphers, w.Name)
		case algorithm.KindIntegrity:
			if w.Name != algorithm.None {
				o.integrity = append(o.integrity, w.Name)
			}
		case algorithm.KindPRF:
			o.prf = append(o.prf, w.Name)
		case algorithm.KindGroup:
			if w.Name != algorithm.None {
				o.kex = append(o.kex, w.Name)
			}
		case algorithm.KindNone:
		default:
			o.unread = append(o.unread, w.Printed)
		}
	}
	return o
}

// meets compares two offers. What keeps them apart is named by transform type.
// A type that one side leaves out proves nothing: a combined cipher has no
// integrity algorithm, and most vendors derive the PRF from it.
func (o offer) meets(p offer, withGroups bool) (apart []string) {
	if !share(o.ciphers, p.ciphers) {
		apart = append(apart, "encryption")
	} else if !onlyCombined(o.ciphers, p.ciphers) && len(o.integrity) > 0 && len(p.integrity) > 0 && !share(o.integrity, p.integrity) {
		apart = append(apart, "integrity")
	}
	if len(o.prf) > 0 && len(p.prf) > 0 && !share(o.prf, p.prf) {
		apart = append(apart, "PRF")
	}
	if withGroups && len(o.kex) > 0 && len(p.kex) > 0 && !share(o.kex, p.kex) {
		apart = append(apart, "DH group")
	}
	return apart
}

// onlyCombined reports whether every cipher that two offers share protects
// integrity by itself.
func onlyCombined(a, b []string) bool {
	for _, c := range a {
		if slices.Contains(b, c) && !algorithm.IsAEAD(c) {
			return false
		}
	}
	return true
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// readAll reads a list of proposals; whole is false when a word of one was not
// understood, so that a difference would prove nothing.
func readAll(list []string) (out []offer, whole bool) {
	whole = true
	for _, text := range list {
		o := read(text)
		whole = whole && len(o.unread) == 0 && len(o.ciphers) > 0
		out = append(out, o)
	}
	return out, whole && len(list) > 0
}

// closest returns the types that keep the closest pair apart; none where some
// pair fits.
func closest(a, b []offer, withGroups bool) []string {
	var best []string
	for i, x := range a {
		for j, y := range b {
			apart := x.meets(y, withGroups)
			if len(apart) == 0 {
				return nil
			}
			if i+j == 0 || len(apart) < len(best) {
				best = apart
			}
		}
	}
	return best
}
