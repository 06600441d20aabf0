package underlay

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// wrongSourceAddress says that a connection is bound to an address that the
// gateway does not have.
var wrongSourceAddress = engine.Rule{
	ID:       "underlay/wrong-source-address",
	Title:    "IKE leaves from, or is bound to, an address or uplink that the other end does not expect",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaInterfaces},
	Explains: []string{"ike/wrong-peer-address", "ike/no-matching-connection", "ike/no-response", "ike/refused-without-reason", "ike/half-open"},
	Judge:    judgeWrongSourceAddress,
}

func judgeWrongSourceAddress(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	observed := false
	for _, e := range c.Ends() {
		if !showsAddresses(e) || !e.Shows(ipsec.AreaPeers) {
			continue
		}
		observed = true
		if p := boundElsewhere(e); p != nil {
			return engine.Hold(engine.Certain, boundEvidence(e, p)...).By(engine.LocalFact).Owned(c.OwnerOf(e)).
				With(fmt.Sprintf("%s: connection %s is bound to %s, which no interface has", e.Name, p.Name, strings.Join(p.LocalAddrs, " ")))
		}
	}
	if !observed {
		return engine.Unobserved("the addresses of the interfaces, together with the configured connections, of one end")
	}
	return engine.Silent("")
}

// showsAddresses reports whether the end shows an address of some interface.
func showsAddresses(e *engine.End) bool {
	return e.Read() && slices.ContainsFunc(e.Snap.Interfaces, func(i ipsec.Interface) bool { return len(i.Addresses) > 0 })
}

// boundElsewhere returns a connection all of whose local addresses are plain
// addresses and none of which the device has.
func boundElsewhere(e *engine.End) *ipsec.Peer {
	for _, p := range e.Peers {
		if len(p.LocalAddrs) > 0 && !slices.ContainsFunc(p.LocalAddrs, func(a string) bool {
			return e.InterfaceWith(a) != nil || !isPlain(a)
		}) {
			return p
		}
	}
	return nil
}

// isPlain reports whether a configured address is one address, not a name, a
// range or "any".
func isPlain(a string) bool {
	return strings.ContainsAny(a, ".:") && strings.Trim(a, "0123456789abcdefABCDEF.:") == "" && a != "0.0.0.0" && a != "::"
}

func boundEvidence(e *engine.End, p *ipsec.Peer) []engine.Evidence {
	out := []engine.Evidence{engine.Show(e, engine.FromConfig, p.Ref, "the connection's local address")}
	if ev := networkError(e, ""); ev != nil {
		out = append(out, engine.FromEvent(e, ev, "the packet cannot be sent"))
	}
	return out
}
