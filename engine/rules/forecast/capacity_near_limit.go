package forecast

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// capacityNearLimit says that a device uses nine tenths of what it can hold.
var capacityNearLimit = engine.Rule{
	ID:       "forecast/capacity-near-limit",
	Title:    "Sessions, CPU or throughput approach a limit of the device",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaLoad},
	Judge:    judgeCapacityNearLimit,
}

// A use is a figure of a device against its limit.
type use struct {
	what      string
	now, most uint64
	at        ipsec.Ref
}

func judgeCapacityNearLimit(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		for _, u := range usesOf(e) {
			if u.most == 0 || u.now*10 < u.most*9 {
				continue
			}
			return engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, u.at, fmt.Sprintf("%d of %d %s", u.now, u.most, u.what))).
				Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %d of %d %s", e.Called(), u.now, u.most, u.what))
		}
	}
	for _, e := range c.Ends() {
		if len(usesOf(e)) > 0 {
			return engine.Silent("")
		}
	}
	return engine.Unobserved(append(c.LacksAny(ipsec.AreaLoad), "figures of the load beside their limit")...)
}

// usesOf returns what an end shows with its limit: sessions of the crypto engine
// or of the device, tunnels and throughput of the licence, addresses of pools, and
// the processor.
func usesOf(e *engine.End) []use {
	var out []use
	add := func(what string, now, most *ipsec.Named) {
		if now != nil && most != nil {
			out = append(out, use{what, now.Count.Or(0), most.Count.Or(0), now.Count.Ref()})
		}
	}
	for _, kind := range []string{"IPSec-Session", "IKE-Session"} {
		add(kind+"s of the crypto engine", e.Load("crypto eli", kind+", active"), e.Load("crypto eli", kind+", max"))
	}
	add("sessions of the device", e.Load("vpn sessions", "Total Active and Inactive"), e.Load("vpn sessions", "Device Total VPN Capacity"))
	out = append(out, licenceUses(e)...)
	out = append(out, poolUses(e)...)
	if percent, at, ok := e.CPU(); ok {
		out = append(out, use{"per cent of the processor", percent, 100, at})
	}
	return out
}

// licenceUses reads the limits of a Cisco licence, which tell what is left.
func licenceUses(e *engine.End) []use {
	var out []use
	for _, kind := range []string{"Tx Bandwidth(in kbps)", "Rx Bandwidth(in kbps)", "Number of tunnels"} {
		limit, left := e.Load("cerm", kind+", limit"), e.Load("cerm", kind+", available")
		if limit != nil && left != nil && left.Count.Or(0) <= limit.Count.Or(0) {
			out = append(out, use{kind + " that the licence allows", limit.Count.Or(0) - left.Count.Or(0), limit.Count.Or(0), left.Count.Ref()})
		}
	}
	return out
}

// poolUses reads how full strongSwan's pools of virtual addresses are: a lease
// that is offline is kept for its owner.
func poolUses(e *engine.End) []use {
	var out []use
	if !e.Read() {
		return nil
	}
	for i := range e.Snap.Load {
		n := &e.Snap.Load[i]
		if n.Name != "size" || !strings.HasPrefix(n.Scope, "pool ") {
			continue
		}
		online, offline := e.Load(n.Scope, "leases online"), e.Load(n.Scope, "leases offline")
		if online != nil && offline != nil {
			out = append(out, use{"addresses of " + n.Scope, online.Count.Or(0) + offline.Count.Or(0), n.Count.Or(0), n.Count.Ref()})
		}
	}
	return out
}
