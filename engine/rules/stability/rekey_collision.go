package stability

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// rekeyCollision says that both ends rekey at the same moment. IKEv2 handles
// one collision (RFC 7296, section 2.8.1); many of them, or a rekey that fails
// over it, are a fault.
var rekeyCollision = engine.Rule{
	ID:       "stability/rekey-collision",
	Title:    "Both ends rekey at the same moment and undo each other",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"ike/duplicate-sas", "child/rekey-failed", "stability/lifetime-aligned-drops", "stability/flapping"},
	Judge:    judgeRekeyCollision,
}

// fewestCollisions is the number from which collisions are a pattern.
const fewestCollisions = 3

func judgeRekeyCollision(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	single := ""
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.Events), ipsec.EventRekeyCollision)
		if ev == nil {
			continue
		}
		n := engine.Count(e.Own(e.Events), ipsec.EventRekeyCollision)
		failed := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventRekeyFailed)
		if n < fewestCollisions && failed == nil {
			single = "a single collision is resolved by the protocol"
			continue
		}
		v := engine.Hold(engine.Likely, engine.FromEvent(e, ev, "both ends rekey at once")).Began(ev).
			With(fmt.Sprintf("%d collisions at %s", n, e.Name)).
			SettledBy("compare the rekey times of both ends: make one of them clearly shorter")
		if failed != nil {
			v.Base = 75
			v.Evidence = append(v.Evidence, engine.FromEvent(e, failed, "and the rekey failed"))
		}
		return v
	}
	return engine.Silent(single)
}
