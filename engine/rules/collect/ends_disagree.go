package collect

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// endsDisagree compares what the two ends say: one holds an SA of which the
// other knows nothing. With one end read it says that nothing was compared.
var endsDisagree = engine.Rule{
	ID:       "collect/ends-disagree",
	Title:    "The two ends tell different stories, or only one end could be read",
	Severity: engine.Warning,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerNone,
	Judge:    judgeEndsDisagree,
}

func judgeEndsDisagree(c *engine.Case) engine.Verdict {
	local, remote := &c.Local, &c.Remote
	switch {
	case !local.Read() && !remote.Read():
		return engine.Silent("")
	case !remote.Read():
		return oneSided(local, remote)
	case !local.Read():
		return oneSided(remote, local)
	}
	for _, e := range c.Ends() {
		if v, differ := contradicts(e, c.Other(e)); differ {
			return v
		}
	}
	return engine.Silent("")
}

func oneSided(read, unread *engine.End) engine.Verdict {
	name := unread.Name
	if name == "" {
		name = "the other end"
	}
	v := engine.Hold(engine.Certain).By(engine.LocalFact).With(fmt.Sprintf("only %s was read; nothing of %s was compared", read.Name, name))
	v.Severity = engine.Info
	return v
}

// contradicts reports whether one end holds an SA while the other would show
// it and does not.
func contradicts(e, other *engine.End) (engine.Verdict, bool) {
	if other.ServiceDown() || other.Standby() || e.Standby() {
		return engine.Verdict{}, false
	}
	if up := e.ChildrenUp(); len(up) > 0 && other.Shows(ipsec.AreaChildSAs) && len(other.ChildrenUp()) == 0 {
		return differ(e, other, engine.Show(e, engine.FromState, up[0].Ref, "this end holds a Child SA"), "Child SA"), true
	}
	if sa := e.IKEUp(); sa != nil && other.Shows(ipsec.AreaIKESAs) && other.IKEUp() == nil {
		return differ(e, other, engine.Show(e, engine.FromState, sa.Ref, "this end holds an established IKE SA"), "IKE SA"), true
	}
	return engine.Verdict{}, false
}

func differ(e, other *engine.End, proof engine.Evidence, what string) engine.Verdict {
	v := engine.Hold(engine.Strong, proof).With(fmt.Sprintf("%s holds the %s, %s shows none", e.Name, what, other.Name)).
		SettledBy("read both ends again within the same few seconds")
	if !e.Sampled && !other.Sampled {
		return v.Weakened("both ends were read once and not at the same instant")
	}
	return v.By(engine.ComparedEnds)
}
