package data

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// innerOutsideSelectors says that the peer sends inner packets that the SA was
// not made for (RFC 4301, section 5.2): its NAT or its access list is to blame.
var innerOutsideSelectors = engine.Rule{
	ID:       "data/inner-outside-selectors",
	Title:    "Decrypted packets carry addresses outside the agreed selectors",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/peer-does-not-return", "data/app-only"},
	Judge:    judgeInnerOutside,
}

var innerCheck = rejection{
	counter: func(k *ipsec.Counters) ipsec.Count { return k.InvalidIdentity },
	event:   ipsec.EventInnerOutside,
	says:    "inner addresses that are not in the selectors of the SA",
}

func judgeInnerOutside(c *engine.Case) engine.Verdict {
	v := innerCheck.judge(c)
	if v.Outcome != engine.Holds {
		return v
	}
	for _, e := range c.Ends() {
		if e.Name != v.Evidence[0].Device {
			continue
		}
		v = v.Owned(c.OwnerOf(c.Other(e)))
		if ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventInnerOutside); ev != nil && len(ev.Received) > 0 {
			v.Detail = strings.Join(ev.Received, ", ")
			if len(ev.Configured) > 0 {
				v.Detail += "; the SA has " + strings.Join(ev.Configured, ", ")
			}
		}
	}
	return v
}
