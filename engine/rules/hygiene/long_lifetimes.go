package hygiene

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// longLifetimes says that keys are kept for longer than the policy "baseline"
// allows.
var longLifetimes = engine.Rule{
	ID:       "hygiene/long-lifetimes",
	Title:    "SA lifetimes are longer than policy allows",
	Severity: engine.Info,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Judge:    judgeLongLifetimes,
}

func judgeLongLifetimes(c *engine.Case) engine.Verdict {
	known := false
	limits := policy.Baseline()
	var proof []engine.Evidence
	var found []string
	for _, e := range c.Ends() {
		note := func(what string, d ipsec.Duration, kind string) {
			v, ok := d.Get()
			known = known || ok
			if ok && limits.OfDuration(kind, v).Verdict != policy.OK {
				found = append(found, fmt.Sprintf("%s of %s at %s", what, v, e.Name))
				proof = append(proof, engine.Show(e, engine.FromConfig, d.Ref(), what))
			}
		}
		for _, p := range e.Peers {
			note("IKE lifetime", p.Lifetime, policy.IKELifetime)
			note("IKE rekey time", p.RekeyTime, policy.IKELifetime)
			for i := range p.Policies {
				note("IPsec lifetime", p.Policies[i].Lifetime, policy.ESPLifetime)
				note("IPsec rekey time", p.Policies[i].RekeyTime, policy.ESPLifetime)
			}
		}
		for _, sa := range e.IKESAs {
			if sa.State.Up() {
				note("IKE lifetime", sa.Lifetime, policy.IKELifetime)
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
