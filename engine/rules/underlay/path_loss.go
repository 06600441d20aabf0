package underlay

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// pathLoss says that the path between the gateways loses packets: part of what
// one end sends does not reach the other, or the tunnel dies of silence at
// irregular times (knowledge file, section E.3).
var pathLoss = engine.Rule{
	ID:       "underlay/path-loss",
	Title:    "The provider path loses or delays packets",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaEvents},
	Explains: []string{"data/esp-lost-in-path", "data/throughput-drop", "stability/dpd-timeout", "stability/flapping"},
	Judge:    judgePathLoss,
}

func judgePathLoss(c *engine.Case) engine.Verdict {
	lost, measured := partlyLost(c)
	if lost != nil {
		return *lost
	}
	for _, e := range c.Ends() {
		if v, irregular := irregularDeaths(e); irregular {
			return v
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil && !measured {
		return engine.Unobserved(append(missing, "the counters of both ends for one SA")...)
	}
	return engine.Silent("")
}

const (
	// fewestSent is how many packets must have gone for a share to mean something.
	fewestSent = 500
	// readApart is the most time between the readings of the two ends: as many
	// packets as move in it may be on one counter and not on the other.
	readApart = 5 * time.Second
	// lossPercent is the share above which loss is felt (knowledge file, C.3).
	lossPercent = 2
)

// partlyLost compares what one end sent with what the other received by the same
// SA, where some arrives. It is measured where a comparison was possible.
func partlyLost(c *engine.Case) (v *engine.Verdict, measured bool) {
	for _, e := range c.Ends() {
		for _, f := range e.Flows() {
			far, ok := c.FarFlow(e, f)
			if !ok {
				continue
			}
			sent, got, window, told := share(e, f, far)
			if !told {
				continue
			}
			measured = true
			slack := max(2, sent/100) + uint64(readApart*time.Duration(sent)/window)
			if got == 0 || got+slack >= sent || (sent-got-slack)*100 < sent*lossPercent || rejects(c.Other(e), far) {
				continue
			}
			out := engine.Hold(75,
				engine.Show(e, engine.FromCounter, f.Ref, fmt.Sprintf("%d packets left", sent)),
				engine.Show(c.Other(e), engine.FromCounter, far.Ref, fmt.Sprintf("%d of them arrived, with the same SPIs", got))).
				With(fmt.Sprintf("from %s to %s: %d of %d packets are missing", e.Called(), c.Other(e).Called(), sent-got, sent)).
				SettledBy("watch loss between the outside addresses from " + e.Called() + " for some minutes")
			return &out, true
		}
	}
	return nil, measured
}

// share returns what was sent and received in one window: between two samples of
// both ends, or since the SA began where the counters belong to it.
func share(e *engine.End, f, far engine.Flow) (sent, got uint64, window time.Duration, ok bool) {
	switch {
	case f.Out.Compared && far.In.Compared:
		sent, got, window = f.Out.Grew, far.In.Grew, e.Apart
	case f.Out.Compared || far.In.Compared || f.Child.PerFlow || far.Child.PerFlow:
		return 0, 0, 0, false
	default:
		sent, got, window = f.Out.Total.Or(0), far.In.Total.Or(0), f.Child.Age.Or(0)
		if !far.In.Total.Known() {
			return 0, 0, 0, false
		}
	}
	return sent, got, window, sent >= fewestSent && window > 0
}

// rejects reports whether the receiver drops packets that arrived.
func rejects(e *engine.End, f engine.Flow) bool {
	k := &f.Child.Counters
	for _, n := range []ipsec.Count{k.RecvErrors, k.VerifyFailed, k.ReplayFailed, k.InvalidIdentity, k.DecapsFailed, k.DropIn} {
		if n.Or(0) > 0 {
			return true
		}
	}
	name, _, _ := e.RisingErrors()
	return name != ""
}

// irregularDeaths judges the lives of a tunnel that ended in silence. That other
// tunnels of the device died with it points to what they share.
func irregularDeaths(e *engine.End) (engine.Verdict, bool) {
	deaths := silentDeaths(e)
	spread := engine.SpreadOf(deaths)
	if !spread.Irregular() {
		return engine.Verdict{}, false
	}
	v := engine.Hold(40).Began(deaths[0].Down).
		With(fmt.Sprintf("%s: the tunnel fell silent %d times, after irregular times", e.Called(), len(deaths))).
		SettledBy("watch loss between the outside addresses of the ends until the next time")
	if len(deaths) < engine.EnoughLives {
		v.Base = 30
	}
	for _, l := range deaths {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, l.Down, "the other end does not answer any more"))
	}
	if together := siblingDeath(e, deaths); together != nil {
		v.Base = 75
		v.Evidence = append(v.Evidence, engine.FromEvent(e, together, "another tunnel of the device falls silent with it"))
	} else if up, works := e.OtherPeersUp(); works {
		v.Weakeners = append(v.Weakeners, "other tunnels of "+e.Called()+" did not fall silent with it")
		v.Evidence = append(v.Evidence, up)
	}
	return v, true
}

// together is the time within which two tunnels fall silent for one reason.
const together = time.Minute

// siblingDeath returns the loss of another tunnel of the device that came
// within a minute of one of the deaths, if at least two did.
func siblingDeath(e *engine.End, deaths []engine.Life) *ipsec.Event {
	var found *ipsec.Event
	n := 0
	for _, l := range deaths {
		for i := range e.Snap.Events {
			ev := &e.Snap.Events[i]
			if !silence(ev) || ev.Remote == "" || e.Calls(ev.Remote) || ev.Remote == l.Down.Remote {
				continue
			}
			if gap, timed := ev.Until(l.Down); timed && gap.Abs() <= together {
				found = ev
				n++
				break
			}
		}
	}
	if n < 2 {
		return nil
	}
	return found
}

// silence reports whether a tunnel is given up because its peer does not answer.
func silence(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventPeerDead || ev.Kind == ipsec.EventGaveUp && engine.EndsTunnel(ev)
}
