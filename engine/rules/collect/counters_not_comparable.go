package collect

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// countersNotComparable keeps counters from being judged that say nothing: of
// an SA that is seconds old, or of two samples that belong to two SAs.
var countersNotComparable = engine.Rule{
	ID:       "collect/counters-not-comparable",
	Title:    "The counters cannot be compared: too young, reset, or from another SA",
	Severity: engine.Info,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerTool,
	Explains: []string{"data/idle", "data/sends-only", "data/receives-only", "data/counter-stall", "data/throughput-drop"},
	Judge:    judgeCountersNotComparable,
}

func judgeCountersNotComparable(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if l, found := c.Contradiction(); found {
		return contradictory(l)
	}
	var proof []engine.Evidence
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			why := incomparable(e, f)
			if why == "" {
				return engine.Silent("")
			}
			proof = append(proof, engine.Show(e, engine.FromCounter, f.Ref, e.Name+": "+why))
		}
	}
	if len(proof) == 0 {
		return engine.Silent("")
	}
	return engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(proof[0].Says).
		SettledBy("read the counters again 30 seconds later while traffic is sent")
}

// contradictory says that one end received what the other says it never sent. No
// fault of the tunnel does that (knowledge file, section C.3).
func contradictory(l engine.Loss) engine.Verdict {
	v := engine.Hold(engine.Strong,
		engine.Show(l.From, engine.FromCounter, l.Sender.Ref, "no packet sent in the time of the reading"),
		engine.Show(l.To, engine.FromCounter, l.Receiver.Ref, fmt.Sprintf("%d packets received by the same SPIs", l.Received)))
	return v.With(fmt.Sprintf("%s received %d packets that %s says it never sent", l.To.Called(), l.Received, l.From.Called())).
		SettledBy("read both ends again within the same few seconds, by SPI; is one a standby member, or does its hardware keep the counters?")
}

// incomparable says why the counters of a flow mean nothing. Packets seen both
// ways need no comparison, nor does an SA that has sent enough one way.
func incomparable(e *engine.End, f engine.Flow) string {
	total := f.In.Total.Or(0) + f.Out.Total.Or(0)
	switch {
	case f.In.Total.Or(0) > 0 && f.Out.Total.Or(0) > 0:
		return ""
	case e.Sampled && e.Apart < engine.LeastApart && (total < engine.LeastStimulus || f.Child.Age.Known() && !f.Old()):
		return fmt.Sprintf("the two samples are only %s apart", e.Apart.Round(100*time.Millisecond))
	case e.Sampled && e.Apart < engine.LeastApart:
		return "" // as good as one sample, and the totals say enough
	case f.Change != engine.NoChange && f.Change != engine.Rekeyed:
		return f.Change.Says()
	case e.Sampled && !f.In.Compared && !f.Out.Compared && f.In.Total.Known() && f.Out.Total.Known():
		return "the two samples belong to different SAs or the counters were reset"
	case !e.Sampled && total > 0 && total < engine.LeastStimulus && f.Child.Age.Known() && !f.Old():
		return fmt.Sprintf("the SA is only %s old and has moved %d packets", f.Child.Age.Or(0), total)
	}
	return ""
}
