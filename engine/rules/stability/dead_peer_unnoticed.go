package stability

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// deadPeerUnnoticed says that an end goes on sending by an SA whose peer, or
// whose IKE SA, is gone: nothing asks whether the peer is alive.
var deadPeerUnnoticed = engine.Rule{
	ID:       "stability/dead-peer-unnoticed",
	Title:    "SAs stay up although the peer or its IKE session is gone",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaIKESAs},
	Explains: []string{"data/sends-only", "data/counter-stall"},
	Judge:    judgeDeadPeerUnnoticed,
}

func judgeDeadPeerUnnoticed(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	judged := false
	for _, e := range c.Ends() {
		f := vainFlow(e)
		if f == nil {
			judged = judged || e.Observed(ipsec.AreaChildSAs)
			continue
		}
		proof := engine.Show(e, engine.FromCounter, f.Ref, "packets go out, and none comes back")
		other := c.Other(e)
		if gone := other.Shows(ipsec.AreaIKESAs) && other.Shows(ipsec.AreaChildSAs) && len(other.IKESAs)+len(other.ChildrenUp()) == 0 && !other.Standby(); gone {
			return unnoticed(c, e, proof)
		}
		if s := withoutIKE(e); s != nil {
			return engine.Hold(engine.Likely, proof, engine.Show(e, engine.FromState, s.Ref, "the session is up without an IKE SA")).
				Owned(c.OwnerOf(e)).With(e.Name + " sends by SAs whose IKE SA is gone").
				SettledBy("look whether " + other.Called() + " still has the SPI that " + e.Name + " sends to")
		}
		judged = true
	}
	if !judged {
		return engine.Unobserved("the counters of the Child SAs")
	}
	return engine.Silent("")
}

// unnoticed judges an end that sends to a peer which has no SA at all. Where
// liveness checks are known to run, they will notice.
func unnoticed(c *engine.Case, e *engine.End, proof engine.Evidence) engine.Verdict {
	v := engine.Hold(engine.Likely, proof).Owned(c.OwnerOf(e)).
		With(e.Name + " sends to " + c.Other(e).Called() + ", which has no SA").
		SettledBy("look at the interval of liveness checks (DPD) of " + e.Name)
	for _, p := range e.Peers {
		if d, known := p.DPD.Get(); known && d == 0 {
			v.Base = engine.Strong
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, p.DPD.Ref(), "liveness checks are off"))
			return v.By(engine.ComparedEnds)
		} else if known {
			return v.Weakened("liveness checks are on and will end the SA")
		}
	}
	return v
}

// vainFlow returns a flow of the end that sends, and has received nothing,
// between two samples or since it was made, or nil.
func vainFlow(e *engine.End) *engine.Flow {
	for _, f := range e.Flows() {
		if f.Out.Packets() >= engine.LeastStimulus && f.In.Still() && (f.In.Compared || f.Old()) {
			return &f
		}
	}
	return nil
}

// withoutIKE returns the session that an IOS device lists as UP-NO-IKE, or nil.
func withoutIKE(e *engine.End) *ipsec.Session {
	for _, s := range e.Sessions {
		if strings.Contains(strings.ToUpper(s.Word), "NO-IKE") {
			return s
		}
	}
	return nil
}
