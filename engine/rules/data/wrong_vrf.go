package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// wrongVRF says that an SA protects the traffic of one routing context while
// the hosts that it is for are in another.
var wrongVRF = engine.Rule{
	ID:       "data/wrong-vrf",
	Title:    "The SA and the routes live in different VRFs",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaInterfaces, ipsec.AreaRoutingTable},
	Explains: []string{"data/route-missing", "data/not-selected"},
	Judge:    judgeWrongVRF,
}

func judgeWrongVRF(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() && !waitsForTraffic(c) {
		return engine.Silent("")
	}
	var open []string
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		for _, sa := range e.ChildSAs {
			vrf, known := sa.VRF.Get()
			if !known || sa.Counters.OutPackets.Or(0) > 0 || sa.Counters.Encaps.Or(0) > 0 {
				continue
			}
			if inside := e.InsideVRF(sa); inside.Known && !inside.Fits(vrf) {
				return otherVRF(c, e, sa, inside)
			} else if !inside.Known {
				open = append(open, "the VRF of the interface of "+e.Name+" that has the local networks")
			}
		}
	}
	if len(open) > 0 {
		return engine.Unobserved(open[0])
	}
	return engine.Silent("")
}

// waitsForTraffic reports a flow that is listed without an SA.
func waitsForTraffic(c *engine.Case) bool {
	for _, e := range c.Ends() {
		for _, sa := range e.ChildSAs {
			if sa.State == ipsec.ChildAbsent {
				return true
			}
		}
	}
	return false
}

func otherVRF(c *engine.Case, e *engine.End, sa *ipsec.ChildSA, inside engine.Inside) engine.Verdict {
	v := engine.Hold(engine.Strong, engine.Show(e, engine.FromState, sa.VRF.Ref(), "the SA protects the traffic of "+context(sa.VRF.Or(""))),
		engine.Show(e, engine.FromConfig, inside.Ref, "its local network is in "+context(inside.VRF))).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: the SA is in %s, %s is in %s", e.Name, context(sa.VRF.Or("")), inside.Name, context(inside.VRF))).
		SettledBy("`show ip route vrf " + name(inside.VRF) + " REMOTE-HOST` at " + e.Name + ": does it lead to the tunnel?")
	for _, f := range flowsOf(c, e) {
		if f.Child == sa && keepsSilent(f) && settled(f) {
			v.Evidence = append(v.Evidence, shown(e, f, "packets arrive and none leaves"))
			return v.By(engine.LocalFact)
		}
	}
	return v
}

// context names a VRF; the empty one is the global routing table.
func context(vrf string) string {
	if vrf == "" {
		return "the global routing table"
	}
	return "VRF " + vrf
}

func name(vrf string) string {
	if vrf == "" {
		return "NAME"
	}
	return vrf
}
