package data

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// espLostInPath says that packets that left one end encrypted do not reach the
// other. It takes both ends, with SPIs that cross-match.
var espLostInPath = engine.Rule{
	ID:       "data/esp-lost-in-path",
	Title:    "Encrypted packets leave one end and do not reach the other",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/sends-only", "data/counter-stall", "data/throughput-drop"},
	Judge:    judgeEspLostInPath,
}

func judgeEspLostInPath(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	var young, refusing bool
	var lost []direction
	for _, l := range links(c) {
		for _, way := range []direction{{&c.Local, &c.Remote, l.near, l.far}, {&c.Remote, &c.Local, l.far, l.near}} {
			switch {
			case !enough(way.from.Out) || !way.to.In.Still():
			case !way.sameTraffic():
				young = true
			case way.arrives():
				refusing = true
			default:
				lost = append(lost, way)
			}
		}
	}
	switch {
	case len(lost) > 0:
		return vanished(lost)
	case young:
		return engine.Unobserved("a second sample of both ends: their readings are too near the start of the SA")
	case refusing:
		return engine.Silent("the packets arrive and the receiver rejects them")
	case c.Remote.Observed(ipsec.AreaChildSAs):
		return engine.Silent("what one end sends reaches the other")
	}
	return oneSided(c, func(f engine.Flow) int {
		if ipsec.Yes(f.Child.UDPEncap) {
			return 30
		}
		return 45
	}, "ESP is lost on the way there or back, or the peer gives no answer")
}

// A direction is one way of a flow.
type direction struct {
	sender, receiver *engine.End
	from, to         engine.Flow
}

// skew is the most time that two readings of one pass lie apart.
const skew = 5 * time.Second

// sameTraffic reports whether both readings cover the same packets: two
// samples, an SA that is old at the receiver, or the other direction agrees,
// or the last packet left longer ago than the two readings lie apart.
func (d direction) sameTraffic() bool {
	if d.to.In.Compared && d.from.Out.Compared || settled(d.to) || agrees(d.to.Out, d.from.In) {
		return true
	}
	age, known := d.to.Child.Age.Get()
	waited, sent := d.from.Child.Counters.LastOut.Get()
	return known && sent && waited >= skew && age >= waited
}

// arrives reports whether error counters or the log of the receiver show that
// ESP of the sender arrives.
func (d direction) arrives() bool {
	name, _ := refused(d.to)
	return name != "" || engine.Last(d.receiver.Own(d.receiver.SinceChildUp()), ipsec.EventReplay, ipsec.EventIntegrityFailed, ipsec.EventInnerOutside) != nil
}

// vanished returns the verdict over the directions in which all is lost.
func vanished(lost []direction) engine.Verdict {
	v := engine.Hold(engine.Strong).By(engine.ComparedEnds)
	for _, d := range lost {
		refused, unseen := d.doubt()
		switch {
		case refused != "":
			v = v.By(engine.NoWitness).Weakened(refused).Capped(engine.CapKeyUnknown)
		case unseen != "":
			v = v.By(engine.NoWitness).Capped(engine.Cap{Points: 94, Why: unseen})
		}
	}
	var ways []string
	for _, d := range lost {
		v.Evidence = append(v.Evidence,
			shown(d.sender, d.from, fmt.Sprintf("%d packets left encrypted", d.from.Out.Packets())),
			shown(d.receiver, d.to, "none of them was decrypted, with the same SPIs"))
		ways = append(ways, fmt.Sprintf("from %s to %s: %d packets sent, none received", d.sender.Name, d.receiver.Name, d.from.Out.Packets()))
	}
	return v.With(strings.Join(ways, "; ")).
		SettledBy("capture ESP (or UDP port 4500) at the outside interface of " + lost[0].receiver.Name)
}
