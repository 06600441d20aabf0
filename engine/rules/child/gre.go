package child

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// greEndpoint looks for a flow that protects GRE to one host while the peer of
// the crypto map is another, and that has no SA. It can be meant so, when the
// GRE tunnel ends on a loopback of the peer.
func greEndpoint(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	far := c.Other(e)
	for _, sa := range e.ChildSAs {
		host, odd := oddGRE(sa)
		if !odd || far.Shows(ipsec.AreaInterfaces) && slices.Contains(far.Addresses, host) {
			continue
		}
		v := engine.Hold(engine.Likely, engine.Show(e, engine.FromState, sa.Ref, "the flow protects GRE to another host than the peer")).
			Owned(c.OwnerOf(e)).With("GRE to " + host + ", the peer is " + sa.Peer.Address).
			SettledBy("compare the crypto access list with the destination of the GRE tunnel at " + e.Name)
		for _, end := range c.Ends() {
			if n := unsent(end); n.Or(0) > 0 {
				v.Base = 75
				v.Evidence = append(v.Evidence, engine.Show(end, engine.FromCounter, n.Ref(), "packets that could not be sent"))
			}
		}
		return v, true
	}
	return engine.Verdict{}, false
}

// oddGRE returns the host to which a flow without an SA protects GRE, if that
// is not its peer.
func oddGRE(sa *ipsec.ChildSA) (string, bool) {
	if sa.State != ipsec.ChildAbsent || len(sa.RemoteTS) != 1 || sa.Peer.Address == "" {
		return "", false
	}
	ts := sa.RemoteTS[0]
	if ts.Protocol != protocolGRE || !ts.Valid() || ts.From != ts.To {
		return "", false
	}
	host := ts.From.String()
	return host, host != sa.Peer.Address
}

// unsent returns the send errors of an end's flows without an SA.
func unsent(e *engine.End) ipsec.Count {
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildAbsent && sa.Counters.SendErrors.Or(0) > 0 {
			return sa.Counters.SendErrors
		}
	}
	return ipsec.Count{}
}

// protocolGRE is the IP protocol number of GRE (RFC 2784).
const protocolGRE = 47
