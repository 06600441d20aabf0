package child

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// noneEstablished says that IKE is up and no Child SA exists. It is a symptom.
var noneEstablished = engine.Rule{
	ID:       "child/none-established",
	Title:    "IKE is up but no IPsec SA exists",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"intent/configured-not-up", "child/tunnel-interface-down", "data/overlay-routing-down"},
	Judge:    judgeNoneEstablished,
}

func judgeNoneEstablished(c *engine.Case) engine.Verdict {
	if c.ChildUp() {
		return engine.Silent("a Child SA is installed")
	}
	if missing := c.LacksAny(ipsec.AreaIKESAs, ipsec.AreaChildSAs); missing != nil {
		return idleSession(c, missing)
	}
	if !c.IKEUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		if sa := e.IKEUp(); sa != nil && e.Observed(ipsec.AreaChildSAs) {
			return withoutChild(e, sa)
		}
	}
	return engine.Unobserved(c.Local.Lacks(ipsec.AreaChildSAs))
}

// idleSession judges a tunnel of which only the device's summary was read: a
// session with an IKE SA alone. Whether its Child SA failed or expired unused, a
// summary does not tell.
func idleSession(c *engine.Case, missing []string) engine.Verdict {
	for _, e := range c.Ends() {
		for _, s := range e.Sessions {
			if ipsec.Yes(s.IKEUp) && ipsec.No(s.ChildUp) {
				return engine.Hold(engine.Likely, engine.Show(e, engine.FromState, s.Ref, "the session has an IKE SA and no IPsec SA ("+s.Word+")")).
					Capped(engine.CapSeenOnce).
					With("no Child SA at " + e.Name + ": refused, or expired unused and made again when traffic asks for it").
					SettledBy("send one packet from a host inside the protected networks and look at the session again")
			}
		}
	}
	return engine.Unobserved(missing...)
}

// withoutChild judges an end with an IKE SA and no Child SA.
func withoutChild(e *engine.End, sa *ipsec.IKESA) engine.Verdict {
	if flow := untold(e); flow != nil {
		return engine.Unobserved(fmt.Sprintf("whether %s of %s has an SA: the output does not say, or it was cut", pair(flow.LocalTS, flow.RemoteTS), e.Name))
	}
	v := engine.Hold(engine.Strong, engine.Show(e, engine.FromState, sa.Ref, "the IKE SA is up and has no Child SA")).
		With("no Child SA at " + e.Name)
	ev := engine.Last(e.Own(e.SinceChildUp()), append([]ipsec.EventKind{ipsec.EventChildFailed, ipsec.EventChildExpired, ipsec.EventChildClosed}, reasons...)...)
	if ev != nil {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, ev, "the log says so too"))
		v = v.Began(ev)
	}
	if age, known := sa.Age.Get(); ev == nil && !e.Sampled && (!known || age < settled) {
		v = v.Capped(engine.CapSeenOnce)
	}
	if flow := quietFlow(e); flow != nil {
		v = v.Weakened(fmt.Sprintf("%s asked for no SA: this device makes one only when a packet asks for it", pair(flow.LocalTS, flow.RemoteTS)))
	}
	return v
}

// untold returns a flow of which nothing says whether it has an SA: the lines
// of its SAs are not there.
func untold(e *engine.End) *ipsec.ChildSA {
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildUnknown && sa.Word == "" {
			return sa
		}
	}
	return nil
}

// quietFlow returns a flow of a crypto map that no packet asked for.
func quietFlow(e *engine.End) *ipsec.ChildSA {
	for _, sa := range e.ChildSAs {
		n, known := sa.Counters.SendErrors.Get()
		if (sa.State == ipsec.ChildAbsent && known && n == 0) || sa.State == ipsec.ChildRouted {
			return sa
		}
	}
	return nil
}
