package platform

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// throughputLicence says that a device may not encrypt more than its licence
// allows: Cisco routers without an HSEC licence stop at 85 Mbit/s each way.
var throughputLicence = engine.Rule{
	ID:       "platform/throughput-licence",
	Title:    "A licence caps the encrypted throughput",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaLoad},
	Explains: []string{"data/throughput-drop"},
	Judge:    judgeThroughputLicence,
}

func judgeThroughputLicence(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		printed, counted := bandwidthLimit(e), licenceDrops(e)
		if printed == nil && counted == nil {
			continue
		}
		v := engine.Hold(engine.Strong).Owned(c.OwnerOf(e)).With(e.Called() + " has reached what its licence allows to encrypt").
			SettledBy("`show platform cerm-information` on " + e.Called() + " twice while traffic flows: the counts of failed packets grow")
		if counted != nil {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromCounter, counted.Count.Ref(), fmt.Sprintf("%d packets were refused for the licence", counted.Count.Or(0))))
		}
		if printed == nil {
			return v
		}
		v = v.Began(printed)
		v.Evidence = append(v.Evidence, engine.FromEvent(e, printed, "the device says that the limit is reached"))
		if engine.Last(e.SinceIKEUp(), ipsec.EventLimitReached) != printed {
			return v.Capped(engine.CapOldLog)
		}
		return v.By(engine.PrintedByVerifier)
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && len(c.LacksAny(ipsec.AreaLoad)) > 0 {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// bandwidthLimit returns the last line that a limit on throughput is reached
// (%CERM-4-TX_BW_LIMIT), or nil.
func bandwidthLimit(e *engine.End) *ipsec.Event {
	for i := len(e.Events) - 1; i >= 0; i-- {
		if ev := e.Events[i]; ev.Kind == ipsec.EventLimitReached && strings.Contains(strings.ToLower(ev.Reason), "bandwidth") {
			return ev
		}
	}
	return nil
}

// licenceDrops returns a count of packets refused for the licence, or nil.
func licenceDrops(e *engine.End) *ipsec.Named {
	for _, name := range []string{"Failed encrypt pkts", "Failed decrypt pkts"} {
		if n := e.Load("cerm", name); n != nil && n.Count.Or(0) > 0 {
			return n
		}
	}
	return nil
}
