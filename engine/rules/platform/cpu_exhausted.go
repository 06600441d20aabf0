package platform

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// cpuExhausted says that a device is so busy that its IKE messages come late.
var cpuExhausted = engine.Rule{
	ID:       "platform/cpu-exhausted",
	Title:    "The CPU is so busy that IKE messages are late or dropped",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaLoad, ipsec.AreaEvents},
	Explains: []string{"ike/no-response", "ike/half-open", "data/throughput-drop", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgeCPUExhausted,
}

// busyFrom is the load in per cent from which a processor delays IKE.
const busyFrom = 90

func judgeCPUExhausted(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		busy, told := busyness(e)
		known = known || told
		if busy == nil {
			continue
		}
		late, fresh := lateIKE(c, e)
		if late == nil {
			return engine.Silent("the device is busy, but no IKE message is late", *busy)
		}
		v := engine.Hold(engine.Likely, *busy, *late).Owned(c.OwnerOf(e)).With(e.Called() + ": " + busy.Says).
			SettledBy("look at the load of " + e.Called() + " while the tunnel goes down")
		if !fresh {
			return v.Capped(engine.CapOldLog)
		}
		return v
	}
	if !known {
		return engine.Unobserved("the load of the processor of " + c.Local.Called())
	}
	return engine.Silent("")
}

// busyness returns proof that an end's processor, or its IKE daemon, has more to
// do than it can; told is false where nothing was read about either.
func busyness(e *engine.End) (busy *engine.Evidence, told bool) {
	if percent, at, ok := e.CPU(); ok {
		if percent < busyFrom {
			return nil, true
		}
		proof := engine.Show(e, engine.FromCounter, at, fmt.Sprintf("the processor is at %d %%", percent))
		return &proof, true
	}
	idle, waiting := e.Load("charon", "worker threads, idle"), e.Load("charon", "jobs waiting")
	if idle == nil || waiting == nil {
		return nil, false
	}
	if idle.Count.Or(1) > 0 || waiting.Count.Or(0) == 0 {
		return nil, true
	}
	proof := engine.Show(e, engine.FromCounter, waiting.Count.Ref(), fmt.Sprintf("no worker of the daemon is idle, %d jobs wait", waiting.Count.Or(0)))
	return &proof, true
}

// lateIKE returns proof that IKE messages of this tunnel stay without an answer,
// at either end. Fresh says that it is so now.
func lateIKE(c *engine.Case, busy *engine.End) (late *engine.Evidence, fresh bool) {
	kinds := []ipsec.EventKind{ipsec.EventRetransmit, ipsec.EventGaveUp, ipsec.EventPeerDead, ipsec.EventPeerRetransmit, ipsec.EventHalfOpenGone}
	for _, e := range []*engine.End{busy, c.Other(busy)} {
		if sa := e.HalfOpen(); sa != nil {
			proof := engine.Show(e, engine.FromState, sa.Ref, "a negotiation does not come to its end")
			return &proof, true
		}
		if ev := engine.Last(e.Fresh(), kinds...); ev != nil {
			proof := engine.FromEvent(e, ev, "an IKE message has no answer")
			return &proof, true
		}
	}
	for _, e := range []*engine.End{busy, c.Other(busy)} {
		if ev := engine.Last(e.Own(e.Events), ipsec.EventGaveUp, ipsec.EventPeerDead); ev != nil {
			proof := engine.FromEvent(e, ev, "an IKE message had no answer")
			return &proof, false
		}
	}
	return nil, false
}
