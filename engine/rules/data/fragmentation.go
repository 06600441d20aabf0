package data

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// fragmentation says that a good part of the packets is cut in pieces around
// the encryption: hosts send packets as large as their own link takes.
var fragmentation = engine.Rule{
	ID:       "data/fragmentation",
	Title:    "Packets are fragmented around encryption because no MSS or MTU limit is set",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/throughput-drop"},
	Judge:    judgeFragmentation,
}

// piece is a counter of fragments, and the packets it is compared with.
type piece struct {
	count, of func(*ipsec.Counters) ipsec.Count
	says      string
	// atPeer says that the other end made the fragments.
	atPeer bool
}

var pieces = []piece{
	{count: func(k *ipsec.Counters) ipsec.Count { return k.NeedReassembly }, of: func(k *ipsec.Counters) ipsec.Count { return k.InPackets },
		says: "decrypted packets arrive in fragments", atPeer: true},
	{count: func(k *ipsec.Counters) ipsec.Count { return k.FragmentsOK }, of: func(k *ipsec.Counters) ipsec.Count { return k.OutPackets },
		says: "packets are cut before they are encrypted"},
}

func judgeFragmentation(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	known := false
	for _, e := range c.Ends() {
		for _, sa := range e.ChildrenUp() {
			for _, p := range pieces {
				n := p.count(&sa.Counters)
				known = known || n.Known()
				if v, ok := p.judge(c, e, sa); ok {
					return v
				}
			}
		}
	}
	if c.ChildUp() && !known {
		return engine.Unobserved("counters of fragments (Cisco ASA: show crypto ipsec sa)")
	}
	return engine.Silent("")
}

// judge compares the fragments with the packets: from one in a hundred on they
// count. Without two samples the counters are history of the SA.
func (p piece) judge(c *engine.Case, e *engine.End, sa *ipsec.ChildSA) (engine.Verdict, bool) {
	n, of := p.count(&sa.Counters).Or(0), p.of(&sa.Counters).Or(0)
	grew, compared := e.GrewSince(sa, p.count)
	if moved, ok := e.GrewSince(sa, p.of); compared && ok {
		n, of = grew, moved
	}
	if n < engine.LeastStimulus || n*100 < of {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Likely, engine.Show(e, engine.FromCounter, p.count(&sa.Counters).Ref(), p.says)).Owned(c.OwnerOf(e)).
		With(fmt.Sprintf("%d of %d packets at %s", n, of, e.Name)).
		SettledBy("read the counters again during a transfer, and whether TCP MSS is limited at " + e.Name)
	if p.atPeer {
		v = v.Owned(c.OwnerOf(c.Other(e)))
	}
	switch {
	case compared:
		v.Base = engine.Strong
	case n*10 < of:
		v.Base = engine.Possible
	}
	return v, true
}
