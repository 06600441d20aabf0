package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// virtualIPRequired says that one end asks for a virtual address that the other
// does not give, or must ask for one and does not (RFC 7296, section 2.19).
var virtualIPRequired = engine.Rule{
	ID:       "child/virtual-ip-required",
	Title:    "The peer demands or refuses a virtual address (configuration payload)",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/none-established"},
	Judge:    judgeVirtualIPRequired,
}

func judgeVirtualIPRequired(c *engine.Case) engine.Verdict {
	if c.ChildUp() {
		return engine.Silent("a Child SA is up")
	}
	if e, ev := c.Printed(ipsec.EventVirtualIPRefused); ev != nil {
		v := c.Proven(e, ev, "this end refuses")
		if ev.Notify == "FAILED_CP_REQUIRED" {
			return v.Owned(c.OwnerOf(c.Other(e))).With(e.Called() + " demands that its peer asks for a virtual address, and it does not")
		}
		return v.With(c.Other(e).Called() + " asks for a virtual address, and " + e.Called() + " has none to give")
	}
	for _, e := range c.Ends() {
		for _, notify := range []string{"INTERNAL_ADDRESS_FAILURE", "FAILED_CP_REQUIRED"} {
			ev := engine.LastNotify(e.Fresh(), notify)
			if ev == nil {
				continue
			}
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer refuses about a virtual address")).Began(ev).
				With(e.Called() + " received " + notify).SettledBy("look at `vips` of " + e.Called() + " and at the pools of its peer")
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
