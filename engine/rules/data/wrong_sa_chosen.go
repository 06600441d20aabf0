package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// wrongSAChosen says that packets of this tunnel use the SA of another one:
// two SAs have the same selectors, or an earlier entry claims the packets.
var wrongSAChosen = engine.Rule{
	ID:       "data/wrong-sa-chosen",
	Title:    "Packets are sent through the SA of another tunnel or selector pair",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaPeers, ipsec.AreaDrops},
	Explains: []string{"data/inner-outside-selectors", "data/sends-only"},
	Judge:    judgeWrongSA,
}

func judgeWrongSA(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		for _, look := range []func(*engine.Case, *engine.End) (engine.Verdict, bool){byTwin, byEarlierEntry, byTemplate} {
			if v, ok := look(c, e); ok {
				return v
			}
		}
	}
	return engine.Silent("")
}

// byTwin looks for an SA that receives and does not send, beside one of another
// tunnel with the same networks that sends and does not receive.
func byTwin(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	for _, f := range flowsOf(c, e) {
		if !keepsSilent(f) || !settled(f) || everything(f.Child) {
			continue
		}
		sa, ref := e.Twin(f.Child, sendsIn)
		if sa == nil {
			continue
		}
		return engine.Hold(engine.Strong, shown(e, f, "packets of the peer arrive by this SA and none leaves"),
			engine.Show(e, engine.FromCounter, ref, "packets leave by the SA of another tunnel with the same networks, and none arrives")).
			Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s answers %s by the SA to %s", e.Name, peerOf(f.Child), peerOf(sa))).
			SettledBy("read the counters of both SAs again while one host sends"), true
	}
	return engine.Verdict{}, false
}

// sendsIn reports the counters of an SA that sends in vain.
func sendsIn(in, out engine.Movement) bool { return enough(out) && in.Still() }

// byEarlierEntry looks for another policy that claims the packets of an SA that
// sends nothing, while the SA of that policy sends.
func byEarlierEntry(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	for _, f := range flowsOf(c, e) {
		if !f.Out.Still() || !settled(f) {
			continue
		}
		for _, s := range e.Shadows() {
			by := e.SAOf(s)
			if !s.Earlier || by == nil || !f.Child.State.Up() || by.Counters.OutPackets.Or(0) < engine.LeastStimulus {
				continue
			}
			return engine.Hold(engine.Strong, shown(e, f, "no packet leaves by this SA"),
				engine.Show(e, engine.FromConfig, s.By.Ref, s.Peer.Name+" comes first and claims the networks"),
				engine.Show(e, engine.FromCounter, by.Counters.OutPackets.Ref(), "packets leave by its SA")).
				Owned(c.OwnerOf(e)).With(s.Peer.Name + " of " + e.Name + " comes before " + s.OwnPeer.Name + " and takes its packets"), true
		}
	}
	return engine.Verdict{}, false
}

// templateMismatch counts packets that were decrypted by an SA that is not the
// one that their policy asks for.
const templateMismatch = "XfrmInTmplMismatch"

// byTemplate looks at what the kernel counts, where two SAs can be confused.
func byTemplate(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	grew, at, compared := e.GrewDrop(templateMismatch)
	if !compared || grew < engine.LeastStimulus {
		return engine.Verdict{}, false
	}
	for _, f := range flowsOf(c, e) {
		sa, ref := e.Twin(f.Child, func(_, _ engine.Movement) bool { return true })
		if sa == nil {
			continue
		}
		return engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, at, "decrypted packets used another SA than their policy asks for"),
			engine.Show(e, engine.FromState, ref, "another SA with the same networks")).Owned(c.OwnerOf(c.Other(e))).
			With(fmt.Sprintf("%d packets at %s by another SA than the policy asks for; %s and %s have the same networks", grew, e.Name, peerOf(f.Child), peerOf(sa))).
			SettledBy("does the counter stop when one of the two tunnels is down?"), true
	}
	return engine.Verdict{}, false
}

// everything reports an SA for all addresses: there the route decides.
func everything(sa *ipsec.ChildSA) bool {
	for _, s := range sa.RemoteTS {
		if p, ok := s.Prefix(); !ok || p.Bits() > 0 {
			return false
		}
	}
	return true
}
