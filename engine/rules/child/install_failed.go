package child

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// installFailed says that the negotiation was fine and the kernel or crypto
// engine refused the SA.
var installFailed = engine.Rule{
	ID:       "child/install-failed",
	Title:    "The SA was negotiated but could not be installed in the kernel or engine",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"child/none-established", "child/tunnel-interface-down", "data/not-selected"},
	Judge:    judgeInstallFailed,
}

func judgeInstallFailed(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventInstallFailed); ev != nil {
			return printed(e, ev, "the device could not install the SA").Owned(c.OwnerOf(e)).With(ev.Reason)
		}
	}
	return engine.Silent("no end reports an SA it could not install")
}
