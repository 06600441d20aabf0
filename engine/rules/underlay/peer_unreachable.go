package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerUnreachable says that nothing reaches the peer. Silence alone cannot
// tell it from a filter of UDP 500, so it is never more than likely.
var peerUnreachable = engine.Rule{
	ID:       "underlay/peer-unreachable",
	Title:    "The peer address does not answer anything sent from here",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"ike/no-response", "stability/dpd-timeout"},
	Judge:    judgePeerUnreachable,
}

func judgePeerUnreachable(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	for _, e := range c.Ends() {
		if ev := networkError(e, "No route to host", "Host is unreachable", "Host is down"); ev != nil {
			return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the next hop or the network reports that the peer cannot be reached")).
				With(fmt.Sprintf("%s: %s", e.Name, ev.Reason))
		}
	}
	for _, e := range c.Ends() {
		if v, silent := silentPath(c, e); silent {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// silentPath judges an end whose first message gets no answer. When the other
// end is alive and heard nothing, the path is to blame, by a filter or wholly.
func silentPath(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	other := c.Other(e)
	proof := e.FirstMessageOut()
	if len(proof) == 0 {
		return engine.Verdict{}, false
	}
	if heard, ok := e.PeerAnswered(); ok {
		return engine.Silent("the peer answers", heard), true
	}
	if heard, ok := e.Hears(); ok {
		return engine.Silent("packets of the peer arrive", heard), true
	}
	if other.ServiceDown() {
		return engine.Silent("the IKE daemon of " + other.Name + " is down, which explains the silence"), true
	}
	if heard, ok := other.Hears(); ok {
		return engine.Silent("the request arrives at "+other.Name, heard), true
	}
	v := engine.Hold(engine.Likely, proof...).With("nothing comes back from " + other.Name).
		SettledBy(fmt.Sprintf("ping %s from the outside address of %s, and another address of the Internet too", other.Name, e.Name))
	if nothing, sure := heardNothing(e, other); sure {
		v.Evidence = append(v.Evidence, nothing...)
		if _, reached := other.OtherPeersUp(); reached {
			v.Base = engine.Possible
			return v.With("nothing comes back from " + other.Name + ", which other peers do reach"), true
		}
		return v.Capped(engine.CapKeyUnknown), true
	}
	return v.Capped(engine.CapPathProbe), true
}
