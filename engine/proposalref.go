package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// ProposalRef returns the lines of the policy or transform set that a
// connection's proposal was taken from, or those of the connection.
func (e *End) ProposalRef(text string, connection ipsec.Ref) ipsec.Ref {
	if !e.Read() {
		return connection
	}
	for i := range e.Snap.Suites {
		s := &e.Snap.Suites[i]
		words := slices.Concat(s.Encryption, s.Integrity, s.PRF)
		for _, g := range s.KeyExchange {
			words = append(words, "group "+g)
		}
		if !s.Ref.IsZero() && strings.Join(words, " ") == text {
			return s.Ref
		}
	}
	return connection
}
