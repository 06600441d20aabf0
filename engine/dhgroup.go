package engine

import "ipsec-diag/engine/algorithm"

// SameGroup reports whether two spellings name one key exchange group: "group14",
// "MODP_2048", "modp2048", "14". One that is not known, or that is a further key
// exchange beside a group (RFC 9370), is compared as text, and then known is
// false unless the two are equal.
func SameGroup(a, b string) (same, known bool) {
	x, okX := algorithm.Group(a)
	y, okY := algorithm.Group(b)
	return x == y, okX && okY && !algorithm.IsPostQuantum(x) && !algorithm.IsPostQuantum(y) || x == y
}
