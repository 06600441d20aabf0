package collect

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// historyTooShort says that a log was read and holds nothing about a tunnel
// that is down: it is short, or what prints reasons is off.
var historyTooShort = engine.Rule{
	ID:       "collect/history-too-short",
	Title:    "The device log does not reach back to the fault, or the facility that records reasons is off",
	Severity: engine.Info,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Judge:    judgeHistoryTooShort,
}

func judgeHistoryTooShort(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.ChildUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		if !mute(e) {
			continue
		}
		v := engine.Hold(engine.Certain).By(engine.LocalFact).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("the log of %s holds no line about how this tunnel came up or went down", e.Name))
		if first, ok := firstLogLine(e); ok {
			v.Evidence = append(v.Evidence, first)
		}
		return v
	}
	return engine.Silent("")
}

// mute reports whether the log of an end was read, says nothing about the
// tunnel, and may have said something before its first line.
func mute(e *engine.End) bool {
	if !e.Observed(ipsec.AreaEvents) || e.LogFromStart() || e.ServiceDown() {
		return false
	}
	return e.Attempt() == nil && engine.Last(e.Events, ipsec.EventIKEEstablished, ipsec.EventChildEstablished, ipsec.EventTunnelUp,
		ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventChildClosed, ipsec.EventConfigRejected, ipsec.EventPortTaken) == nil
}

// firstLogLine quotes where the log begins.
func firstLogLine(e *engine.End) (engine.Evidence, bool) {
	for _, src := range e.Snap.Sources {
		for _, a := range src.Reveals {
			if a == ipsec.AreaEvents && src.Answer == ipsec.Answered && len(src.Lines(1, 1)) > 0 {
				return engine.Show(e, engine.FromLog, ipsec.Ref{Command: src.Command, First: 1, Last: 1}, "the log that was read begins here"), true
			}
		}
	}
	return engine.Evidence{}, false
}
