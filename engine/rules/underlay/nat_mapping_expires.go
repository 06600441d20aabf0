package underlay

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// natMappingExpires says that a device between the gateways forgets the UDP
// mapping of an end behind NAT while that end is silent (RFC 3948, section 4;
// RFC 4787, REQ-5): what the other end sends then has nowhere to go.
var natMappingExpires = engine.Rule{
	ID:       "underlay/nat-mapping-expires",
	Title:    "A NAT device or firewall forgets the UDP mapping while the tunnel is idle",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"data/sends-only", "data/counter-stall", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeNATMappingExpires,
}

// shortestMapping is the least time for which NAT devices keep a UDP mapping
// (the knowledge behind the rule names 30 s and more).
const shortestMapping = 30 * time.Second

func judgeNATMappingExpires(c *engine.Case) engine.Verdict {
	if len(c.LacksAny(ipsec.AreaChildSAs)) > 0 && len(c.LacksAny(ipsec.AreaEvents)) > 0 {
		return engine.Unobserved(c.LacksAny(ipsec.AreaChildSAs, ipsec.AreaEvents)...)
	}
	inside, proof, known := c.BehindNAT()
	if inside == nil {
		if !known && (!c.IKEUp() || lostSilently(c, &c.Local) != nil || lostSilently(c, &c.Remote) != nil) {
			return engine.Unobserved("whether address translation sits between the gateways")
		}
		return engine.Silent("")
	}
	moved := portMoved(c.Other(inside))
	if lost := lostSilently(c, inside); lost != nil {
		v := engine.Hold(75, append(lost, proof)...).Owned(c.OwnerOf(inside)).
			With(fmt.Sprintf("%s is behind NAT and sends nothing; what %s sends does not arrive", inside.Called(), c.Other(inside).Called())).
			SettledBy("send one packet from behind " + inside.Called() + ": if traffic then flows both ways, the mapping had expired")
		if moved == nil {
			return v.Capped(engine.CapKeyUnknown)
		}
		v.Evidence = append(v.Evidence, moved...)
		return v
	}
	return revivedFromInside(c, inside, proof, moved)
}

// lostSilently returns proof that an end receives nothing of what the other one
// sends while it is silent itself, by an SA in which it had received before.
func lostSilently(c *engine.Case, inside *engine.End) []engine.Evidence {
	for _, f := range inside.Flows() {
		far, ok := c.FarFlow(inside, f)
		if !ok || f.In.Total.Or(0) == 0 || far.Out.Packets() < engine.LeastStimulus || !f.In.Compared || !f.In.Still() || !f.Out.Still() {
			continue
		}
		quiet, told := f.Child.Counters.LastOut.Get()
		if told && quiet < shortestMapping {
			continue
		}
		return []engine.Evidence{
			engine.Show(inside, engine.FromCounter, f.Ref, "this end sends and receives nothing, and has received before"),
			engine.Show(c.Other(inside), engine.FromCounter, far.Ref, fmt.Sprintf("%d packets left for it", far.Out.Packets())),
		}
	}
	return nil
}

// portMoved returns proof that the peer's UDP port changed within one IKE SA.
func portMoved(e *engine.End) []engine.Evidence {
	for _, sa := range e.IKESAs {
		for _, before := range e.EarlierIKE {
			same := sa.LocalSPI.Known() && sa.LocalSPI.Or("") == before.LocalSPI.Or("")
			if same && sa.Remote.Address == before.Remote.Address && before.Remote.Port != 0 && sa.Remote.Port != before.Remote.Port {
				return []engine.Evidence{engine.Show(e, engine.FromState, sa.Ref,
					fmt.Sprintf("the peer's port was %d and is %d: a new mapping", before.Remote.Port, sa.Remote.Port))}
			}
		}
	}
	return nil
}

// revivedFromInside judges losses in the log: each time the end behind NAT began
// anew, as only it can. That says little by itself.
func revivedFromInside(c *engine.Case, inside *engine.End, proof engine.Evidence, moved []engine.Evidence) engine.Verdict {
	e, deaths := inside, silentDeaths(inside)
	if other := c.Other(inside); len(deaths) == 0 {
		e, deaths = other, silentDeaths(other)
	}
	if len(deaths) == 0 || len(deaths) < 2 && moved == nil {
		return engine.Silent("")
	}
	last := deaths[len(deaths)-1].Down
	v := engine.Hold(30, append(moved, proof, engine.FromEvent(e, last, "the other end falls silent"))...).Owned(c.OwnerOf(inside)).Began(deaths[0].Down).
		With(fmt.Sprintf("%s is behind NAT and the tunnel fell silent %d times", inside.Called(), len(deaths))).
		SettledBy("compare the interval of NAT keepalives of " + inside.Called() + " with the time for which the NAT device keeps a UDP mapping")
	if moved != nil {
		v.Base = 75
	}
	return v
}

// silentDeaths returns the recent lives that ended because the peer did not
// answer any more.
func silentDeaths(e *engine.End) []engine.Life {
	var out []engine.Life
	for _, l := range engine.Unplanned(engine.Recent(e.Lives())) {
		if l.Down.Kind == ipsec.EventPeerDead || l.Down.Kind == ipsec.EventGaveUp {
			out = append(out, l)
		}
	}
	return out
}
