package data

import (
	"fmt"

	"ipsec-diag/engine"
)

// manyOctets is the mean size from which lost packets count as large, few that
// to which those that arrive count as small.
const (
	manyOctets = 900
	fewOctets  = 400
)

// largeLost compares what one end sends with what the other receives by the same
// SA: where the packets that are missing are large on average and those that
// arrive are small, it is their size that stops them.
func largeLost(c *engine.Case) (engine.Verdict, bool) {
	for _, l := range links(c) {
		for _, d := range []direction{{&c.Local, &c.Remote, l.near, l.far}, {&c.Remote, &c.Local, l.far, l.near}} {
			lost, size, ok := d.missing()
			if !ok || lost < engine.LeastStimulus || size < manyOctets {
				continue
			}
			return engine.Hold(engine.Strong, shown(d.sender, d.from, "sent by this SA"), shown(d.receiver, d.to, "received by the same SA")).
				With(fmt.Sprintf("%d packets of %d octets on average were sent by %s and did not reach %s, which received small ones", lost, size, d.sender.Name, d.receiver.Name)).
				SettledBy("ping through the tunnel with the DF bit and growing size from a host behind " + d.sender.Name), true
		}
	}
	return engine.Verdict{}, false
}

// missing returns how many packets of a direction did not arrive and their mean
// size, where what did arrive is small. Both ends count octets of the packets
// inside, from the start of the SA.
func (d direction) missing() (lost, size uint64, ok bool) {
	sent, received := d.from.Child.Counters, d.to.Child.Counters
	out, okOut := sent.OutPackets.Get()
	in, okIn := received.InPackets.Get()
	outBytes, okOutBytes := sent.OutBytes.Get()
	inBytes, okInBytes := received.InBytes.Get()
	if !okOut || !okIn || !okOutBytes || !okInBytes || d.from.Child.PerFlow || d.to.Child.PerFlow || in == 0 || out <= in || outBytes <= inBytes {
		return 0, 0, false
	}
	if inBytes/in > fewOctets || (out-in)*10 < out {
		return 0, 0, false
	}
	return out - in, (outBytes - inBytes) / (out - in), true
}
