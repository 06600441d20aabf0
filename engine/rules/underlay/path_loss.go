package underlay

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/bothends"
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
	fewestSent = 100
	// felt is the share, in tenths of a per cent, above which loss is felt
	// (knowledge file, C.3).
	felt = 20
)

// partlyLost compares what one end sent with what the other received by the same
// SA, where some arrives and the bounds leave no doubt. It is measured where a
// comparison was possible.
func partlyLost(c *engine.Case) (v *engine.Verdict, measured bool) {
	all := c.Losses()
	if slices.ContainsFunc(all, func(l engine.Loss) bool { return l.Kind == engine.MoreReceived }) {
		return nil, false // counters that do not fit one way prove nothing the other way
	}
	for _, l := range all {
		if l.Kind == engine.NotComparable || l.Sent < fewestSent {
			continue
		}
		measured = true
		if l.Kind != engine.LossSeen || l.Low < felt || l.Received == 0 || rejects(l.To, l.Receiver) {
			continue
		}
		out := engine.Hold(75,
			engine.Show(l.From, engine.FromCounter, l.Sender.Ref, fmt.Sprintf("%d packets left", l.Sent)),
			engine.Show(l.To, engine.FromCounter, l.Receiver.Ref, fmt.Sprintf("%d of them arrived, with the same SPIs", l.Received))).
			With(fmt.Sprintf("from %s to %s: %d of %d packets are missing, %s to %s", l.From.Called(), l.To.Called(), l.Sent-l.Received, l.Sent,
				bothends.Percent(l.Low), bothends.Percent(l.High))).
			SettledBy("watch loss between the outside addresses from " + l.From.Called() + " for some minutes")
		return &out, true
	}
	return nil, measured
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
