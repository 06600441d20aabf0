package data

import (
	"fmt"

	"ipsec-diag/engine"
)

// This file asks whether packets that were not decrypted arrived and were refused:
// then they are not lost in the path.

// kernelRefusals are the counters of the Linux kernel for ESP that arrived and was
// not taken (knowledge file, section C.6).
var kernelRefusals = []string{
	"XfrmInNoStates", "XfrmInStateProtoError", "XfrmInStateModeError", "XfrmInStateSeqError", "XfrmInStateExpired",
	"XfrmInStateMismatch", "XfrmInStateInvalid", "XfrmInTmplMismatch", "XfrmInNoPols", "XfrmInPolBlock",
}

// doubt says why the packets may have arrived although the receiver decrypted
// none: its device refused as many, by counters that name no SA, or shows no
// counter of what it refuses. Both are empty where it is known to refuse none.
func (d direction) doubt() (refused, unseen string) {
	k := &d.to.Child.Counters
	if k.RecvErrors.Known() || k.VerifyFailed.Known() && k.ReplayFailed.Known() {
		return "", ""
	}
	seen, sum := false, uint64(0)
	for _, name := range kernelRefusals {
		n, known := d.receiver.Drop(name).Get()
		if grew, _, compared := d.receiver.GrewDrop(name); compared {
			n = grew
		}
		seen, sum = seen || known, sum+n
	}
	switch {
	case !seen:
		return "", d.receiver.Called() + " shows no counter of packets that arrive and are refused"
	case sum >= engine.LeastStimulus && sum*2 >= d.from.Out.Packets():
		return fmt.Sprintf("the kernel of %s refused %d packets", d.receiver.Called(), sum), ""
	}
	return "", ""
}
