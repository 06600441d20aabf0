package intent

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// adminDisabled says that the tunnel is switched off: in the inventory, which
// makes it no fault, or on a device.
var adminDisabled = engine.Rule{
	ID:       "intent/admin-disabled",
	Title:    "The tunnel is switched off by configuration",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Explains: []string{"intent/configured-not-up", "ike/not-attempted", "ike/no-response", "child/tunnel-interface-down", "fleet/fewer-tunnels"},
	Judge:    judgeAdminDisabled,
}

func judgeAdminDisabled(c *engine.Case) engine.Verdict {
	if c.ChildUp() {
		return engine.Silent("the tunnel is up")
	}
	if c.Intent != nil && c.Intent.Disabled {
		v := engine.Hold(engine.Certain).By(engine.LocalFact).Owned(engine.OwnerNone).With("the inventory has this tunnel switched off")
		v.Severity = engine.Info
		return v
	}
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if ipsec.Yes(p.Disabled) {
				return switchedOff(c, e, engine.Show(e, engine.FromConfig, p.Disabled.Ref(), "the connection is switched off"), p.Name)
			}
		}
		if i := e.TunnelInterface(); i != nil && ipsec.No(i.AdminUp) {
			return switchedOff(c, e, engine.Show(e, engine.FromState, i.Ref, "the tunnel interface is shut down by configuration"), i.Name)
		}
	}
	if len(c.LacksAny(ipsec.AreaPeers)) > 0 && len(c.LacksAny(ipsec.AreaInterfaces)) > 0 {
		return engine.Unobserved(c.LacksAny(ipsec.AreaPeers, ipsec.AreaInterfaces)...)
	}
	return engine.Silent("")
}

func switchedOff(c *engine.Case, e *engine.End, proof engine.Evidence, name string) engine.Verdict {
	return engine.Hold(engine.Certain, proof).By(engine.LocalFact).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s: %s is switched off", e.Name, name))
}
