package stability

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// rekeyCost says that a Child SA is replaced so often, each time with a large
// Diffie-Hellman group, that traffic may stall for a moment each time.
var rekeyCost = engine.Rule{
	ID:       "stability/rekey-cost",
	Title:    "Rekeys with an expensive key exchange cause short stalls",
	Severity: engine.Info,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"data/throughput-drop"},
	Judge:    judgeRekeyCost,
}

// cheapFrom is the interval of rekeys from which their cost does not matter
// (knowledge file, F.5: less than one a minute).
const cheapFrom = time.Minute

func judgeRekeyCost(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		group, at := costlyGroup(e)
		known = known || !at.IsZero()
		if group == "" {
			continue
		}
		every, proof := rekeyInterval(e)
		if proof == nil {
			continue
		}
		if every >= cheapFrom {
			return engine.Silent("a rekey every "+every.String()+" costs nothing that is noticed", *proof)
		}
		return engine.Hold(30, engine.Show(e, engine.FromConfig, at, "a large group is used for each rekey"), *proof).
			Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: a rekey every %s with %s", e.Called(), every, group)).
			SettledBy("compare the times of the stalls with those of the rekeys in the log of " + e.Called())
	}
	if !known {
		return engine.Unobserved("the Diffie-Hellman group with which Child SAs are replaced")
	}
	return engine.Silent("")
}

// costlyGroup returns the group of an end's rekeys if it is a large one: modp of
// 4096 bits and more, and group 24. At is where any group stands.
func costlyGroup(e *engine.End) (group string, at ipsec.Ref) {
	for _, p := range e.Peers {
		for i := range p.Policies {
			pfs := p.Policies[i].PFS
			name, ok := pfs.Get()
			if !ok {
				continue
			}
			if at = pfs.Ref(); isCostly(name) {
				return name, at
			}
		}
	}
	for _, sa := range e.ChildrenUp() {
		if name := sa.Proposal.KeyExchange; name != "" {
			if at = sa.Ref; isCostly(name) {
				return name, at
			}
		}
	}
	return "", at
}

func isCostly(name string) bool {
	word := strings.ToLower(strings.TrimSpace(name))
	for _, prefix := range []string{"group", "dh", " "} {
		word = strings.TrimPrefix(word, prefix)
	}
	switch strings.Trim(word, " -_") {
	case "16", "17", "18", "24", "modp4096", "modp_4096", "modp6144", "modp_6144", "modp8192", "modp_8192", "modp_2048_256", "modp2048s256":
		return true
	}
	return false
}

// rekeyInterval returns how often an end replaces its Child SA: as the log shows
// by the last three rekeys, else as it is configured.
func rekeyInterval(e *engine.End) (time.Duration, *engine.Evidence) {
	var made []*ipsec.Event
	for _, ev := range e.Own(e.Events) {
		if ev.Kind == ipsec.EventRekeyed || ev.Kind == ipsec.EventChildEstablished {
			made = append(made, ev)
		}
	}
	if n := len(made); n >= 4 {
		if d, timed := made[n-4].Until(made[n-1]); timed {
			proof := engine.FromEvent(e, made[n-1], "the third new Child SA within "+d.String())
			return d / 3, &proof
		}
	}
	for _, p := range e.Peers {
		for i := range p.Policies {
			for _, t := range []ipsec.Duration{p.Policies[i].RekeyTime, p.Policies[i].Lifetime} {
				if d, known := t.Get(); known && d > 0 {
					proof := engine.Show(e, engine.FromConfig, t.Ref(), "the time after which it is replaced")
					return d, &proof
				}
			}
		}
	}
	return 0, nil
}
