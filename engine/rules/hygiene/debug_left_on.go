package hygiene

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// debugLeftOn says that a device still writes debugging output, which costs it
// time for every packet or message and can stop it under load.
var debugLeftOn = engine.Rule{
	ID:       "hygiene/debug-left-on",
	Title:    "Debug output is still switched on",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaDebugs},
	Judge:    judgeDebugLeftOn,
}

func judgeDebugLeftOn(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if !e.Read() || len(e.Snap.Debugs) == 0 {
			continue
		}
		first := e.Snap.Debugs[0]
		detail := first.Name + " at " + e.Name
		if n := len(e.Snap.Debugs); n > 1 {
			detail = fmt.Sprintf("%s and %d more at %s", first.Name, n-1, e.Name)
		}
		return engine.Hold(engine.Certain, engine.Show(e, engine.FromState, first.Ref, "debugging is on")).
			By(engine.LocalFact).Owned(c.OwnerOf(e)).With(detail)
	}
	if missing := c.LacksAny(ipsec.AreaDebugs); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
