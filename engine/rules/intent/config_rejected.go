package intent

import (
	"cmp"
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// configRejectedRule says that the device refused a configuration entry or
// calls it incomplete.
var configRejectedRule = engine.Rule{
	ID:       "intent/config-rejected",
	Title:    "The device rejected or ignores a configuration entry because it is wrong or incomplete",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Explains: []string{"intent/config-not-in-force", "intent/configured-not-up", "ike/not-attempted", "ike/no-matching-connection", "ike/no-response"},
	Judge:    judgeConfigRejected,
}

func judgeConfigRejected(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && len(c.LacksAny(ipsec.AreaPeers)) > 0 {
		return engine.Unobserved(missing...)
	}
	if c.ChildUp() {
		return engine.Silent("the tunnel is up with the configuration that is loaded")
	}
	for _, e := range c.Ends() {
		if p := incomplete(e); p != nil {
			return engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.Incomplete.Ref(), "the device calls the entry incomplete")).
				By(engine.LocalFact).Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: entry %s is incomplete", e.Name, p.Name))
		}
		if ev := configRejected(e); ev != nil {
			return rejected(c, e, ev)
		}
	}
	return engine.Silent("")
}

func rejected(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the device rejects its configuration")).
		Owned(c.OwnerOf(e)).With(e.Name + ": " + cmp.Or(ev.Reason, ev.Subject, ev.Connection))
	switch {
	case inForce(e) && ev.Connection == "":
		v.Base = engine.Possible
		return v.Weakened("the connection of this tunnel is loaded")
	case e.Shows(ipsec.AreaPeers) && !inForce(e), named(e, ev):
		return v.By(engine.PrintedByVerifier)
	}
	return v
}

// inForce reports whether the daemon or device has a connection of the tunnel: one
// that only a configuration file shows may be what it rejects.
func inForce(e *engine.End) bool {
	return slices.ContainsFunc(e.Peers, func(p *ipsec.Peer) bool { return !isFile(p.Ref.Command) })
}

// named reports whether the rejected entry is the connection of this tunnel.
func named(e *engine.End, ev *ipsec.Event) bool {
	for _, p := range e.Peers {
		if ev.Connection != "" && p.Name == ev.Connection {
			return true
		}
	}
	return false
}

// configRejected returns the last rejection since the tunnel was up that no
// later load of a connection has overtaken, or nil.
func configRejected(e *engine.End) *ipsec.Event {
	events := e.SinceChildUp()
	for i := len(events) - 1; i >= 0; i-- {
		switch events[i].Kind {
		case ipsec.EventConfigRejected:
			return events[i]
		case ipsec.EventConfigLoaded:
			if inForce(e) {
				return nil
			}
		}
	}
	return nil
}

func incomplete(e *engine.End) *ipsec.Peer {
	for _, p := range e.Peers {
		if ipsec.Yes(p.Incomplete) {
			return p
		}
	}
	return nil
}
