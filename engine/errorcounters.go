package engine

import "ipsec-diag/parsers/ipsec"

// errorCounter is an error counter of a Child SA under the name a reader knows.
type errorCounter struct {
	name  string
	count func(*ipsec.Counters) ipsec.Count
}

// errorCounters are those whose rise means that packets are lost at this end.
var errorCounters = []errorCounter{
	{"send errors", func(k *ipsec.Counters) ipsec.Count { return k.SendErrors }},
	{"receive errors", func(k *ipsec.Counters) ipsec.Count { return k.RecvErrors }},
	{"failed verifications", func(k *ipsec.Counters) ipsec.Count { return k.VerifyFailed }},
	{"replay failures", func(k *ipsec.Counters) ipsec.Count { return k.ReplayFailed }},
	{"packets with an inner address outside the selectors", func(k *ipsec.Counters) ipsec.Count { return k.InvalidIdentity }},
	{"packets for an unknown SA", func(k *ipsec.Counters) ipsec.Count { return k.InvalidSA }},
	{"failed decapsulations", func(k *ipsec.Counters) ipsec.Count { return k.DecapsFailed }},
	{"failed encapsulations", func(k *ipsec.Counters) ipsec.Count { return k.EncapsFailed }},
}

// RisingErrors returns the first error counter of an installed Child SA that
// grew between two samples of the same SA: its name, by how much, and where it
// stands. Without two samples an error counter is history.
func (e *End) RisingErrors() (name string, grew uint64, at ipsec.Ref) {
	if e.Apart < LeastApart {
		return "", 0, ipsec.Ref{}
	}
	for _, child := range e.ChildrenUp() {
		before := e.earlierOf(child)
		if before == nil {
			continue
		}
		for _, c := range errorCounters {
			now := c.count(&child.Counters)
			if n, ok := ipsec.Grew(c.count(&before.Counters), now); ok && n > 0 {
				return c.name, n, now.Ref()
			}
		}
	}
	return "", 0, ipsec.Ref{}
}
