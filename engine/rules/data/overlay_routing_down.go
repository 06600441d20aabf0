package data

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// overlayDown says that IPsec is up and the next-hop resolution protocol inside
// the tunnel (NHRP, RFC 2332) has no registration.
var overlayDown = engine.Rule{
	ID:       "data/overlay-routing-down",
	Title:    "The routing protocol or NHRP inside the tunnel is down although IPsec is up",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaNeighbours, ipsec.AreaChildSAs},
	Explains: []string{"data/route-missing"},
	Judge:    judgeOverlayDown,
}

// registers is how long a registration may take.
const registers = time.Minute

func judgeOverlayDown(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaNeighbours); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("IPsec is not up")
	}
	for _, e := range c.Ends() {
		n := neighbour(e, c.Other(e))
		if n == nil || !strings.EqualFold(n.Word, "NHRP") {
			continue
		}
		v := engine.Hold(engine.Strong, engine.Show(e, engine.FromState, n.Ref, "the neighbour waits for its registration, which comes after IPsec")).
			With(fmt.Sprintf("%s has %s by %s in state %s", e.Name, n.Overlay, n.Interface, n.Word)).
			SettledBy("compare the NHRP network id, authentication and map of both ends: show ip nhrp nhs detail")
		if age, known := n.Age.Get(); !known || age < registers {
			return v.Capped(engine.CapSeenOnce)
		}
		return v
	}
	return engine.Silent("")
}

// neighbour returns the end's tunnel neighbour that the other end is, or nil.
func neighbour(e, other *engine.End) *ipsec.Neighbour {
	if !e.Read() {
		return nil
	}
	for i := range e.Snap.Neighbours {
		if n := &e.Snap.Neighbours[i]; n.Underlay != "" && (e.Calls(n.Underlay) || slices.Contains(other.Addresses, n.Underlay)) {
			return n
		}
	}
	return nil
}
