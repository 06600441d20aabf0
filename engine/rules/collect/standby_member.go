package collect

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// standbyMember says that the wrong member of a redundant pair was asked: a
// standby holds no tunnels or only copies of them.
var standbyMember = engine.Rule{
	ID:       "collect/standby-member",
	Title:    "The device that was asked is the standby member of a redundant pair",
	Severity: engine.Info,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs},
	Explains: []string{"intent/configured-not-up", "intent/some-selectors-down", "data/idle", "data/counter-stall", "fleet/fewer-tunnels"},
	Judge:    judgeStandbyMember,
}

func judgeStandbyMember(c *engine.Case) engine.Verdict {
	local, remote := &c.Local, &c.Remote
	switch {
	case local.Standby():
		return standby(local)
	case remote.Standby() && !local.Read():
		return standby(remote)
	case remote.Standby():
		return engine.Silent("the device that was read at the other end is a standby member: what it does not show says nothing", standby(remote).Evidence...)
	case !local.Read() && !remote.Read():
		return engine.Unobserved(local.Lacks(ipsec.AreaIKESAs))
	}
	return engine.Silent("")
}

func standby(e *engine.End) engine.Verdict {
	v := engine.Hold(engine.Certain).By(engine.LocalFact).With(e.Name + " is the standby member").
		SettledBy("ask the active member of the pair")
	if ref := e.Snap.Standby.Ref(); !ref.IsZero() {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, ref, "the device says that it is the standby member"))
	}
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEStandby {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, sa.Ref, "an IKE SA held by a standby member"))
		}
	}
	return v
}
