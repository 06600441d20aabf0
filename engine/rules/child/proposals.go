package child

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A difference is how the ESP proposals of a refusal differ. An offer without
// a key exchange says nothing about PFS when more differs, because IKE_AUTH
// never carries one (RFC 7296, section 1.2).
type difference struct {
	types []string
	text  string
}

const group = "DH group"

// differs compares the lists that a refusal prints. It is nil when a list is
// missing or they do not explain the refusal.
func differs(ev *ipsec.Event) *difference {
	d := engine.CompareProposals(ev.Received, ev.Configured)
	if len(d.Types) == 0 {
		return nil
	}
	out := &difference{types: d.Types, text: d.Text}
	if len(d.Types) > 1 {
		clauses := slices.DeleteFunc(strings.Split(d.Text, "; "), func(s string) bool { return strings.HasPrefix(s, group+": none offered") })
		out.text = strings.Join(clauses, "; ")
	}
	return out
}

// onlyPFS reports whether the closest pair differs in nothing but the group:
// with the same group the ends would agree.
func (d *difference) onlyPFS() bool { return d != nil && len(d.types) == 1 && d.types[0] == group }
