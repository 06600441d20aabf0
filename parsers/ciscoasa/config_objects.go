package ciscoasa

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// resolveNAT puts the networks in the place of the objects that rules of
// address translation name.
func (c *config) resolveNAT(snap *ipsec.Snapshot) {
	for i := range snap.NATRules {
		r := &snap.NATRules[i]
		r.Source, r.Destination = c.resolved(r.Source), c.resolved(r.Destination)
	}
}

func (c *config) resolved(names []ipsec.Selector) []ipsec.Selector {
	var out []ipsec.Selector
	for _, s := range names {
		networks := c.networks.Networks("", s.Text)
		switch {
		case s.Text == "any" || s.Text == "any4":
			everything, _ := scan.MaskSelector("0.0.0.0", "0", "", "")
			out = append(out, everything)
		case len(networks) > 0:
			out = append(out, networks...)
		default:
			out = append(out, s)
		}
	}
	return out
}
