package intent

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerNotConfigured says that an end of a tunnel that is meant to exist has no
// connection for the other end. The list of connections is the proof, as long
// as no entry of it could stand for the peer under another name.
var peerNotConfigured = engine.Rule{
	ID:       "intent/peer-not-configured",
	Title:    "The device has no configuration for the expected peer",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Explains: []string{"ike/not-attempted", "ike/no-matching-connection", "ike/no-response", "ike/refused-without-reason", "fleet/fewer-tunnels"},
	Judge:    judgePeerNotConfigured,
}

func judgePeerNotConfigured(c *engine.Case) engine.Verdict {
	if c.Intent != nil && c.Intent.Disabled {
		return engine.Inapplicable("the inventory has this tunnel switched off")
	}
	if missing := c.LacksAny(ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if !e.Shows(ipsec.AreaPeers) || !expected(c, e) || len(e.Peers) > 0 || knowsTunnel(e) {
			continue
		}
		if ev := configRejected(e); ev != nil {
			return engine.Silent("the configuration of "+e.Name+" was rejected", engine.FromEvent(e, ev, "the device rejects its configuration"))
		}
		return notConfigured(c, e)
	}
	return engine.Silent("every end that was read has a connection for the other")
}

// expected reports whether the tunnel is meant to exist at this end: by the
// inventory, or because the other end is configured for it.
func expected(c *engine.Case, e *engine.End) bool {
	return c.Intent != nil || len(c.Other(e).Peers) > 0
}

// knowsTunnel reports whether the end shows the tunnel in another way.
func knowsTunnel(e *engine.End) bool {
	return len(e.IKESAs)+len(e.ChildSAs)+len(e.Sessions) > 0
}

func notConfigured(c *engine.Case, e *engine.End) engine.Verdict {
	other := c.Other(e)
	v := engine.Hold(engine.Certain, emptyList(e)...).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%s has no connection for %s", e.Name, other.Name)).
		SettledBy(fmt.Sprintf("list the connections of %s and look for the addresses of %s", e.Name, other.Name))
	if p := mayStandFor(e, other); p != nil {
		return v.Capped(engine.CapKeyUnknown).Weakened(fmt.Sprintf("connection %s takes peers without a fixed address", p.Name))
	}
	if len(e.Snap.Peers) > 0 && len(other.Addresses) == 0 {
		return v.Capped(engine.CapKeyUnknown)
	}
	return v.By(engine.LocalFact)
}

// mayStandFor returns a connection of the device whose peer is not one address.
func mayStandFor(e, other *engine.End) *ipsec.Peer {
	for i := range e.Snap.Peers {
		p := &e.Snap.Peers[i]
		if len(p.RemoteAddrs) == 0 || slices.ContainsFunc(p.RemoteAddrs, func(a string) bool {
			return strings.Trim(a, "0123456789abcdefABCDEF.:") != "" || slices.Contains(other.Addresses, a) || a == "0.0.0.0" || a == "::"
		}) {
			return p
		}
	}
	return nil
}

// emptyList quotes the other connections, or nothing when there is none.
func emptyList(e *engine.End) []engine.Evidence {
	for i := range e.Snap.Peers {
		return []engine.Evidence{engine.Show(e, engine.FromConfig, e.Snap.Peers[i].Ref, "the device lists other connections only")}
	}
	return nil
}
