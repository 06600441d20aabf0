package hygiene

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// longLifetimes says that keys are kept for longer than NIST SP 800-77r1,
// section 7.1, recommends.
var longLifetimes = engine.Rule{
	ID:       "hygiene/long-lifetimes",
	Title:    "SA lifetimes are longer than policy allows",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Judge:    judgeLongLifetimes,
}

// The longest lifetimes that are recommended.
const (
	longestIKE   = 24 * time.Hour
	longestChild = 8 * time.Hour
)

func judgeLongLifetimes(c *engine.Case) engine.Verdict {
	known := false
	var proof []engine.Evidence
	var found []string
	for _, e := range c.Ends() {
		note := func(what string, d ipsec.Duration, limit time.Duration) {
			v, ok := d.Get()
			known = known || ok
			if ok && v > limit {
				found = append(found, fmt.Sprintf("%s of %s at %s", what, v, e.Name))
				proof = append(proof, engine.Show(e, engine.FromConfig, d.Ref(), what))
			}
		}
		for _, p := range e.Peers {
			note("IKE lifetime", p.Lifetime, longestIKE)
			note("IKE rekey time", p.RekeyTime, longestIKE)
			for i := range p.Policies {
				note("IPsec lifetime", p.Policies[i].Lifetime, longestChild)
				note("IPsec rekey time", p.Policies[i].RekeyTime, longestChild)
			}
		}
		for _, sa := range e.IKESAs {
			if sa.State.Up() {
				note("IKE lifetime", sa.Lifetime, longestIKE)
			}
		}
	}
	switch {
	case len(found) > 0:
		return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(strings.Join(found, ", "))
	case !known:
		return engine.Unobserved("the lifetimes of " + c.Local.Called())
	}
	return engine.Silent("")
}
