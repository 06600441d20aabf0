package engine

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file compares the counters of one flow in two samples of its device, and
// recognises what makes them incomparable.

// A Change is what happened to a flow between two samples besides traffic.
type Change string

// The changes.
const (
	NoChange Change = ""
	// Rekeyed: a new SA took over, and both SAs stand in the second sample: their
	// packets are added up.
	Rekeyed Change = "rekeyed"
	// RekeyedAway: a new SA took over and the old one is gone, with the packets it
	// moved since the first sample. Only the totals of the new SA are known.
	RekeyedAway Change = "rekeyed-away"
	// Rebuilt: the IKE SA is another one, too: the tunnel was taken down and came
	// up again, or its daemon was restarted.
	Rebuilt Change = "rebuilt"
	// SteppedBack: a counter of the same SA or flow is smaller than it was: it was
	// cleared, or the device restarted.
	SteppedBack Change = "stepped-back"
	// Restarted: the device says that it started after the first sample.
	Restarted Change = "restarted"
)

// changeSays are the changes in words, about an end.
var changeSays = map[Change]string{
	Rekeyed:     "rekeyed between the samples: the packets of the old and of the new SA are added up",
	RekeyedAway: "rekeyed between the samples, and the old SA is gone with its counters: only the new SA is counted",
	Rebuilt:     "the tunnel was built anew between the samples (restart, clear or reauthentication): only the new SA is counted",
	SteppedBack: "the counters went back between the samples: they were cleared, or the device restarted",
	Restarted:   "the device restarted between the samples",
}

// Says is the change in words that follow the name of the end; empty without one.
func (c Change) Says() string { return changeSays[c] }

// compareSamples fills in what a flow moved between two samples.
func (e *End) compareSamples(f *Flow) {
	now := &f.Child.Counters
	if e.restarted() {
		f.Change = Restarted
		return
	}
	if before := e.earlierOf(f.Child); before != nil {
		f.In.Grew, f.In.Compared = ipsec.Grew(before.Counters.InPackets, now.InPackets)
		f.Out.Grew, f.Out.Compared = ipsec.Grew(before.Counters.OutPackets, now.OutPackets)
		if back(before.Counters.InPackets, now.InPackets) || back(before.Counters.OutPackets, now.OutPackets) {
			// one counter that was cleared makes the other one doubtful, too
			f.Change, f.In, f.Out = SteppedBack, Movement{Total: f.In.Total}, Movement{Total: f.Out.Total}
		}
		return
	}
	if before := e.replacedBy(f.Child); before != nil {
		e.addUp(f, before)
	}
}

// addUp counts the packets of the SA that was replaced and of the new one.
func (e *End) addUp(f *Flow, before *ipsec.ChildSA) {
	f.Change = RekeyedAway
	if e.rebuilt() {
		f.Change = Rebuilt
	}
	i := slices.IndexFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool {
		return share(before.InSPI, sa.InSPI) && share(before.OutSPI, sa.OutSPI)
	})
	if i < 0 {
		return
	}
	last := &e.ChildSAs[i].Counters
	in, okIn := ipsec.Grew(before.Counters.InPackets, last.InPackets)
	out, okOut := ipsec.Grew(before.Counters.OutPackets, last.OutPackets)
	newIn, knownIn := f.In.Total.Get()
	newOut, knownOut := f.Out.Total.Get()
	if !okIn || !okOut || !knownIn || !knownOut {
		return
	}
	f.Change = Rekeyed
	f.In.Grew, f.In.Compared = in+newIn, true
	f.Out.Grew, f.Out.Compared = out+newOut, true
}

// replacedBy returns the SA of the earlier sample whose place a new one has
// taken: the only one with its selectors, as the new one is. Counters of a flow
// need no such step: they outlive the SA.
func (e *End) replacedBy(child *ipsec.ChildSA) *ipsec.ChildSA {
	if child.PerFlow || len(child.LocalTS) == 0 || len(child.RemoteTS) == 0 {
		return nil
	}
	same := func(sa *ipsec.ChildSA) bool {
		return sa.State.Up() && sa.Name == child.Name && sameSelectors(sa.LocalTS, child.LocalTS) && sameSelectors(sa.RemoteTS, child.RemoteTS)
	}
	var before *ipsec.ChildSA
	for _, sa := range e.EarlierChild {
		if !same(sa) {
			continue
		}
		if before != nil {
			return nil
		}
		before = sa
	}
	for _, sa := range e.ChildrenUp() {
		if sa != child && same(sa) && e.earlierOf(sa) == nil {
			return nil
		}
	}
	return before
}

// rebuilt reports whether no IKE SA of the earlier sample is left. An end that
// does not print their SPIs leaves it open.
func (e *End) rebuilt() bool {
	seen := false
	for _, before := range e.EarlierIKE {
		old, known := before.LocalSPI.Get()
		if !known {
			return false
		}
		seen = true
		if slices.ContainsFunc(e.IKESAs, func(sa *ipsec.IKESA) bool { return sa.LocalSPI.Or(old) == old }) {
			return false
		}
	}
	return seen && len(e.IKESAs) > 0
}

// uptimeGrain is more than two starts of one run can differ: uptimes are printed
// in whole minutes.
const uptimeGrain = 2 * time.Minute

// restarted reports whether the device says that it started after it was first
// read.
func (e *End) restarted() bool {
	if e.earlierSnap == nil || e.Snap == nil {
		return false
	}
	before, known := e.earlierSnap.Started.Get()
	now, again := e.Snap.Started.Get()
	return known && again && now.Sub(before) > uptimeGrain
}

// back reports whether a counter is smaller than it was.
func back(before, now ipsec.Count) bool {
	a, known := before.Get()
	b, again := now.Get()
	return known && again && b < a
}

// ShowEarlier quotes state as the first sample of an end has it.
func ShowEarlier(e *End, ref ipsec.Ref, says string) Evidence {
	return Evidence{Device: e.Name, Ref: ref, Kind: FromState, Says: says, snap: e.earlierSnap}
}
