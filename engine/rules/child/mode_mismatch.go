package child

import (
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// modeMismatch says that one end wants tunnel mode and the other transport
// mode, or one ESP and the other AH.
var modeMismatch = engine.Rule{
	ID:       "child/mode-mismatch",
	Title:    "The ends differ in tunnel or transport mode, or in ESP or AH",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"child/proposal-mismatch", "child/refused-without-reason", "child/none-established"},
	Judge:    judgeModeMismatch,
}

func judgeModeMismatch(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventEncapsulationMismatch, ipsec.EventChildProposalRefused)
		if ev == nil {
			continue
		}
		if natt, _ := engine.DiffersInNATT(ev); !natt && (ev.Kind == ipsec.EventEncapsulationMismatch || aboutMode(ev)) {
			return printed(e, ev, "the encapsulation of the peer is not the one configured here").With(modeDetail(ev))
		}
	}
	if v, differ := configuredModes(c); differ {
		return v
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("no end refused the mode or protocol of the other")
}

func modeDetail(ev *ipsec.Event) string {
	if len(ev.Received) == 0 || len(ev.Configured) == 0 {
		return ""
	}
	return "encapsulation: " + strings.Join(ev.Received, " ") + " offered, " + strings.Join(ev.Configured, " ") + " configured"
}

// configuredModes compares the modes of both configurations while no Child SA
// is up: transport mode may fall back to tunnel mode (RFC 7296, section 1.3.1).
func configuredModes(c *engine.Case) (engine.Verdict, bool) {
	if c.ChildUp() {
		return engine.Verdict{}, false
	}
	for _, p := range policies(&c.Local) {
		for _, q := range policies(&c.Remote) {
			a, okA := p.Mode.Get()
			b, okB := q.Mode.Get()
			if !okA || !okB || strings.EqualFold(a, b) || !overlap(p.LocalTS, q.RemoteTS) || !overlap(p.RemoteTS, q.LocalTS) {
				continue
			}
			v := engine.Hold(engine.Likely,
				engine.Show(&c.Local, engine.FromConfig, p.Ref, strings.ToLower(a)+" mode"),
				engine.Show(&c.Remote, engine.FromConfig, q.Ref, strings.ToLower(b)+" mode")).
				With("mode: " + strings.ToLower(a) + " at " + c.Local.Name + ", " + strings.ToLower(b) + " at " + c.Remote.Name)
			if childFailed(&c.Local) || childFailed(&c.Remote) || childNotify(&c.Local, tsUnacceptable) != nil || childNotify(&c.Remote, tsUnacceptable) != nil {
				return v.By(engine.ComparedEnds), true
			}
			return v, true
		}
	}
	return engine.Verdict{}, false
}
