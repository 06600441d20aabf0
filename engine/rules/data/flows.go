package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// plenty is the number of packets one way from which a flow of unknown age is
// no longer one that has just begun.
const plenty = 20

// enough reports whether a direction moved enough packets for silence the
// other way to mean something.
func enough(m engine.Movement) bool { return m.Packets() >= engine.LeastStimulus }

// settled reports whether the counters of a flow mean something by themselves:
// two samples, an SA old enough, or many packets where its age is not printed.
func settled(f engine.Flow) bool {
	if f.In.Compared || f.Out.Compared || f.Old() {
		return true
	}
	return !f.Child.Age.Known() && (f.In.Packets() >= plenty || f.Out.Packets() >= plenty)
}

// agrees reports whether what one end sent is what the other received, within
// the tolerance for two readings that are not of one instant: then both
// belong to the same traffic.
func agrees(sent, received engine.Movement) bool {
	a, b := sent.Packets(), received.Packets()
	if a < b {
		a, b = b, a
	}
	return enough(received) && a-b <= max(2, a/100)
}

// A link is one flow as both ends see it.
type link struct {
	near, far engine.Flow
}

// links returns the flows of the local end that the other end shows too, with
// the same SPIs.
func links(c *engine.Case) []link {
	var out []link
	for _, f := range flowsOf(c, &c.Local) {
		if far, matched := farFlow(c, &c.Local, f); matched {
			out = append(out, link{f, far})
		}
	}
	return out
}

// sendsInVain reports whether a flow sends and receives nothing.
func sendsInVain(f engine.Flow) bool { return enough(f.Out) && f.In.Still() }

// keepsSilent reports whether a flow receives and sends nothing.
func keepsSilent(f engine.Flow) bool { return enough(f.In) && f.Out.Still() }

// shown returns the evidence of a flow's counters.
func shown(e *engine.End, f engine.Flow, says string) engine.Evidence {
	return engine.Show(e, engine.FromCounter, f.Ref, says)
}

// counts prints both directions: "840 out, 0 in".
func counts(f engine.Flow) string {
	return fmt.Sprintf("%d packets out, %d in", f.Out.Packets(), f.In.Packets())
}

// refused returns the error counter that shows that ESP arrives and is
// rejected, with its name; an unknown counter is not zero, and not shown.
func refused(f engine.Flow) (string, ipsec.Count) {
	k := f.Child.Counters
	for _, n := range []struct {
		name  string
		count ipsec.Count
	}{
		{"failed verifications", k.VerifyFailed}, {"replay failures", k.ReplayFailed},
		{"packets outside the selectors", k.InvalidIdentity}, {"failed decapsulations", k.DecapsFailed}, {"receive errors", k.RecvErrors},
	} {
		if n.count.Or(0) >= engine.LeastStimulus {
			return n.name, n.count
		}
	}
	return "", ipsec.Count{}
}

// lacksFlows says what is missing for a judgement over counters: the counters, or
// those of the two ends that do not contradict each other.
func lacksFlows(c *engine.Case) []string {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return missing
	}
	return c.LacksAgreement()
}
