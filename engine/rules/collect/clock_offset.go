package collect

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// clockOffset says that a device's clock is wrong by minutes or more: its log
// times must be shifted before they are compared with those of others.
var clockOffset = engine.Rule{
	ID:       "collect/clock-offset",
	Title:    "The device clock differs from the collector clock, so its log times must be shifted",
	Severity: engine.Info,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaClock},
	Judge:    judgeClockOffset,
}

// What counts as an offset, and the step in which time zones differ.
const (
	leastOffset = 5 * time.Minute
	zoneStep    = 30 * time.Minute
	widestZone  = 14 * time.Hour
	nearZone    = time.Minute
)

func judgeClockOffset(c *engine.Case) engine.Verdict {
	known := false
	for _, e := range c.Ends() {
		offset, ok := e.ClockOffset()
		if !ok {
			continue
		}
		known = true
		if offset.Abs() < leastOffset {
			continue
		}
		ref := e.Snap.Clock.Ref()
		proof := engine.Show(e, engine.FromState, ref, fmt.Sprintf("the clock is %s %s", offset.Abs().Round(time.Second), direction(offset)))
		v := engine.Hold(engine.Strong, proof).Owned(c.OwnerOf(e)).With(e.Name + ": " + proof.Says)
		if mayBeZone(e, offset) {
			return v.Weakened("the difference is a whole number of half hours and the zone's name does not tell its offset")
		}
		return v.By(engine.LocalFact)
	}
	if !known {
		return engine.Unobserved("the clock of " + c.Local.Name + " beside the time at which it was read")
	}
	return engine.Silent("")
}

func direction(offset time.Duration) string {
	if offset < 0 {
		return "behind"
	}
	return "ahead"
}

// mayBeZone reports whether an unknown time zone would explain the offset: Go
// gives a zone name that it does not know the offset zero.
func mayBeZone(e *engine.End, offset time.Duration) bool {
	clock, _ := e.Snap.Clock.Get()
	name, east := clock.Zone()
	if east != 0 || name == "UTC" || name == "GMT" || name == "Z" {
		return false
	}
	rest := offset.Abs() % zoneStep
	return offset.Abs() <= widestZone && (rest < nearZone || rest > zoneStep-nearZone)
}
