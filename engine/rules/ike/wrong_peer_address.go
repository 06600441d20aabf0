package ike

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// wrongPeerAddress is a connection for the right peer under a wrong address,
// seen by the end that refuses the call, or by comparing both ends.
var wrongPeerAddress = engine.Rule{
	ID:       "ike/wrong-peer-address",
	Title:    "An end has the wrong address configured for the other end",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"underlay/peer-unreachable", "ike/no-matching-connection", "ike/no-response", "ike/refused-without-reason", "ike/half-open", "child/tunnel-interface-down"},
	Judge:    judgeWrongPeerAddress,
}

func judgeWrongPeerAddress(c *engine.Case) engine.Verdict {
	if e, ev := noConnection(c); ev != nil {
		if v, ok := addressRefused(c, e, ev); ok {
			return v
		}
	}
	for _, e := range c.Ends() {
		if v, ok := callsNobody(c, e); ok && !c.IKEUp() {
			return v
		}
	}
	if v, differ := compare.Verdict(c, "ike/wrong-peer-address"); differ && !translated(c) {
		return v
	}
	if v, ok := strangerCalls(c); ok {
		return v
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// addressRefused judges the end that refused a call: by the two addresses it
// prints, or by those of its connection for this peer.
func addressRefused(c *engine.Case, e *engine.End, ev *ipsec.Event) (engine.Verdict, bool) {
	v := c.Proven(e, ev, "no configuration fits the addresses of the request").Owned(c.OwnerOf(e))
	if len(ev.Configured) > 0 && len(ev.Received) > 0 {
		return v.With(fmt.Sprintf("%s is configured for %s, the request comes from %s", e.Name, ev.Configured[0], ev.Received[0])), true
	}
	if p := expectsAnother(e, ev); p != nil {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, p.Ref, "the connection for this peer has another address"))
		v = v.With(fmt.Sprintf("%s is configured for %s, the request comes from %s", e.Name, strings.Join(p.RemoteAddrs, ", "), ev.Remote))
		v.Witness = engine.NoWitness
		if _, there := translatedCall(c, e); there != nil && !owns(c.Other(e), ev.Remote) {
			return behindNAT(c, e, v, there), true
		}
		if owns(c.Other(e), ev.Remote) {
			return v.By(engine.ComparedEnds), true
		}
		return v.Capped(engine.CapUnreadEnd), true
	}
	if p := wrongLocal(e, ev); p != nil {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, p.Ref, "the connection for this peer is bound to another address of its own"))
		v = v.With(fmt.Sprintf("the request goes to %s, the connection of %s is for %s", ev.Local, e.Name, strings.Join(p.LocalAddrs, ", ")))
		return v.Owned(engine.OwnerEither), true
	}
	return engine.Verdict{}, false
}

// behindNAT words the verdict of a request that came from a translated address.
// Two stamps of one second tie the two lines together, nothing stronger does.
func behindNAT(c *engine.Case, e *engine.End, v engine.Verdict, there *ipsec.Event) engine.Verdict {
	other := c.Other(e)
	v.Base = engine.Strong
	v.Evidence = append(v.Evidence, engine.FromEvent(other, there, "this end is refused in the same second, and its address is a private one: NAT in between"))
	return v.With(v.Detail + fmt.Sprintf(", which is %s behind NAT", other.Called()))
}

// owns reports whether the device of an end was read and has the address.
func owns(e *engine.End, address string) bool {
	return e.Read() && slices.Contains(e.Addresses, address)
}

// callsNobody judges an end that gets no answer from an address which the
// other end, as far as it shows its addresses, does not have. Behind NAT that
// is normal.
func callsNobody(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	other := c.Other(e)
	proof := e.FirstMessageOut()
	if len(proof) == 0 || !other.Shows(ipsec.AreaInterfaces) || len(other.Addresses) == 0 {
		return engine.Verdict{}, false
	}
	for _, p := range e.Peers {
		if len(p.RemoteAddrs) == 0 || !fixed(p.RemoteAddrs) || slices.ContainsFunc(p.RemoteAddrs, func(a string) bool { return owns(other, a) }) {
			continue
		}
		if _, hears := other.Hears(); hears {
			return engine.Verdict{}, false
		}
		v := engine.Hold(engine.Likely, append(proof, engine.Show(e, engine.FromConfig, p.Ref, "the peer's address as configured here"))...).
			Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%s calls %s, which %s does not have", e.Name, strings.Join(p.RemoteAddrs, ", "), other.Called())).
			SettledBy(fmt.Sprintf("ask which public address %s has; behind NAT it is not one of its own", other.Called()))
		if slices.ContainsFunc(other.Addresses, inside) {
			v = v.Capped(engine.CapKeyUnknown)
		}
		return v, true
	}
	return engine.Verdict{}, false
}

// translated reports whether an end shows only addresses that a device in
// between must translate.
func translated(c *engine.Case) bool {
	for _, e := range c.Ends() {
		if len(e.LocalAddresses()) > 0 && !slices.ContainsFunc(e.LocalAddresses(), func(a string) bool { return !inside(a) }) {
			return true
		}
	}
	return false
}

// fixed reports whether all configured addresses are addresses.
func fixed(addresses []string) bool { return !engine.Takes(addresses, "") }

// inside reports whether an address is one that NAT may hide.
func inside(address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && ip.IsPrivate()
}

// strangerCalls is a device whose only tunnel is down and that refuses calls
// from an address nobody configured. The Internet is full of strangers, so it
// stays a hint.
func strangerCalls(c *engine.Case) (engine.Verdict, bool) {
	e := &c.Local
	if c.IKEUp() || c.BothRead() || !e.OnlyTunnel() || len(e.Peers) != 1 || !fixed(e.Peers[0].RemoteAddrs) {
		return engine.Verdict{}, false
	}
	for i := len(e.Snap.Events) - 1; i >= 0; i-- {
		ev := &e.Snap.Events[i]
		if ev.Kind != ipsec.EventNoConnection || ev.Remote == "" || engine.Takes(e.Peers[0].RemoteAddrs, ev.Remote) {
			continue
		}
		return engine.Hold(engine.Possible-5, engine.FromEvent(e, ev, "a call from an address that is not configured"),
			engine.Show(e, engine.FromConfig, e.Peers[0].Ref, "the only connection has another address")).
			Owned(engine.OwnerLocal).
			With(fmt.Sprintf("%s is configured for %s, a request comes from %s", e.Name, strings.Join(e.Peers[0].RemoteAddrs, ", "), ev.Remote)).
			SettledBy("ask whether " + ev.Remote + " is the address of the peer"), true
	}
	return engine.Verdict{}, false
}
