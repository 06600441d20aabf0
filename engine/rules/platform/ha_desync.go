package platform

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// haDesync says that the member of a redundant pair which took over does not
// hold what the other one held: SAs it does not know, or sequence numbers that
// lie behind (RFC 6311).
var haDesync = engine.Rule{
	ID:       "platform/ha-desync",
	Title:    "After a failover the members of a redundant pair hold different SA state",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/peer-lost-state", "data/spi-mismatch", "data/replay-drops"},
	Judge:    judgeHADesync,
}

// atOnce is the time within which a takeover shows.
const atOnce = 10 * time.Minute

func judgeHADesync(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		took := engine.Last(e.Events, ipsec.EventFailover)
		if took == nil {
			continue
		}
		for _, at := range c.Ends() {
			lost, before := stateLost(e, took, at)
			switch {
			case lost == nil:
				continue
			case before != nil:
				return engine.Silent("it began before the failover", engine.FromEvent(at, before, "the same complaint, earlier"))
			}
			v := engine.Hold(75, engine.FromEvent(e, took, "this member becomes the active one"),
				engine.FromEvent(at, lost, "after it, packets do not fit the SAs")).
				Began(took).Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s took over; after that %s does not fit", e.Called(), wording(lost.Kind))).
				SettledBy("clear this one SA at the member of " + e.Called() + " that is active, in a window for it, or wait for the next rekey: new SAs fit")
			if engine.Last(at.SinceChildUp(), lost.Kind) == nil {
				return v.Capped(engine.CapOldLog)
			}
			return v
		}
	}
	return engine.Silent("")
}

// stateLost returns the first complaint about state that came within ten minutes
// after a takeover, and one of the same kind from before it. Times of two devices
// are compared by the collector's clock.
func stateLost(e *engine.End, took *ipsec.Event, at *engine.End) (lost, before *ipsec.Event) {
	when, ok := e.At(took)
	if !ok {
		return nil, nil
	}
	earlier := map[ipsec.EventKind]*ipsec.Event{}
	for _, ev := range at.Own(at.Events) {
		if wording(ev.Kind) == "" {
			continue
		}
		then, dated := at.At(ev)
		switch {
		case !dated:
		case then.Before(when):
			earlier[ev.Kind] = ev
		case then.Sub(when) <= atOnce && lost == nil:
			lost = ev
		}
	}
	if lost != nil {
		before = earlier[lost.Kind]
	}
	return lost, before
}

// wording says what does not fit, empty for events that are no such complaint.
func wording(k ipsec.EventKind) string {
	switch k {
	case ipsec.EventReplay:
		return "the sequence number of its packets"
	case ipsec.EventInvalidSPI:
		return "the SPI of its packets"
	case ipsec.EventUnknownSA:
		return "the IKE SA of its messages"
	case ipsec.EventIntegrityFailed:
		return "the key of its packets"
	}
	return ""
}
