package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// nattDisabled says that addresses are translated between the gateways and ESP
// goes without UDP all the same, which a translation of ports cannot carry.
var nattDisabled = engine.Rule{
	ID:       "underlay/natt-disabled",
	Title:    "NAT is in the path but NAT traversal is off at one end",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"underlay/esp-blocked", "data/sends-only", "data/esp-lost-in-path"},
	Judge:    judgeNattDisabled,
}

func judgeNattDisabled(c *engine.Case) engine.Verdict {
	if e, ev := refusedEncapsulation(c); ev != nil {
		return c.Proven(e, ev, "one end wants ESP in UDP, the other does not").
			With(fmt.Sprintf("encapsulation: %s offered, %s configured", ev.Received[0], ev.Configured[0]))
	}
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	known := false
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			udp, ok := f.Child.UDPEncap.Get()
			known = known || ok
			if !ok || udp || f.In.Moves() {
				continue
			}
			if proof := translated(c, e); proof != nil {
				return nativeBehindNAT(e, f, proof)
			}
		}
	}
	if c.ChildUp() && !known {
		return engine.Unobserved("whether ESP goes in UDP")
	}
	return engine.Silent("")
}

// refusedEncapsulation returns the line in which an end refuses the other's
// encapsulation over NAT traversal (ASA: "Mismatched attribute types for class
// Encapsulation Mode: Rcv'd: UDP Tunnel(NAT-T) Cfg'd: Tunnel").
func refusedEncapsulation(c *engine.Case) (*engine.End, *ipsec.Event) {
	return c.PrintedThat(func(ev *ipsec.Event) bool {
		differs, _ := engine.DiffersInNATT(ev)
		return differs
	})
}

func nativeBehindNAT(e *engine.End, f engine.Flow, proof []engine.Evidence) engine.Verdict {
	v := engine.Hold(engine.Strong, append(proof, engine.Show(e, engine.FromState, f.Child.Ref, "ESP goes without UDP"))...).
		With("ESP goes without UDP although addresses are translated between the gateways").
		SettledBy("look at the NAT traversal setting of both ends, and capture UDP 4500 and protocol 50 at " + e.Name)
	if f.Out.Packets() >= engine.LeastStimulus && f.In.Still() {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromCounter, f.Ref, "packets go out, and none comes back"))
		return v
	}
	return v.Weakened("no traffic shows that ESP is lost")
}

// translated returns what shows that addresses are translated between the
// ends: an end says so of itself, or one sees the other by an address that the
// other does not use.
func translated(c *engine.Case, e *engine.End) []engine.Evidence {
	for _, sa := range e.IKESAs {
		if ipsec.Yes(sa.NATLocal) {
			return []engine.Evidence{engine.Show(e, engine.FromState, sa.NATLocal.Ref(), "this end is behind NAT")}
		}
		if ipsec.Yes(sa.NATRemote) {
			return []engine.Evidence{engine.Show(e, engine.FromState, sa.NATRemote.Ref(), "the peer is behind NAT")}
		}
	}
	other := c.Other(e)
	for _, sa := range e.IKESAs {
		for _, back := range other.IKESAs {
			if sa.State.Up() && back.State.Up() && sameIKE(sa, back) && (sa.Remote.Address != back.Local.Address || sa.Local.Address != back.Remote.Address) {
				return []engine.Evidence{
					engine.Show(e, engine.FromState, sa.Ref, "this end sees "+sa.Local.Address+" and "+sa.Remote.Address),
					engine.Show(other, engine.FromState, back.Ref, "the other end sees "+back.Remote.Address+" and "+back.Local.Address)}
			}
		}
	}
	return nil
}

// sameIKE reports whether two views are of one IKE SA, by both its SPIs.
func sameIKE(a, b *ipsec.IKESA) bool {
	x, okX := a.LocalSPI.Get()
	y, okY := a.RemoteSPI.Get()
	return okX && okY && x != "" && x == b.RemoteSPI.Or("") && y == b.LocalSPI.Or("")
}
