package collect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// commandRefused names the commands without whose answer an area that the
// diagnosis needs stays unknown.
var commandRefused = engine.Rule{
	ID:       "collect/command-refused",
	Title:    "The device refused a command that the diagnosis needs",
	Severity: engine.Warning,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerLocal,
	Judge:    judgeCommandRefused,
}

// needed are the areas without which little can be said about a tunnel.
var needed = []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs, ipsec.AreaPeers, ipsec.AreaEvents}

func judgeCommandRefused(c *engine.Case) engine.Verdict {
	var proof []engine.Evidence
	var owner engine.Owner
	severity := engine.Info
	for _, e := range c.Ends() {
		if !e.Read() || e.ServiceDown() {
			continue
		}
		for _, src := range e.Snap.Sources {
			if !leavesUnknown(e, src) {
				continue
			}
			proof = append(proof, refusal(e, src))
			owner = cmp.Or(owner, c.OwnerOf(e))
			if !c.ChildUp() {
				severity = engine.Warning
			}
		}
	}
	if len(proof) == 0 {
		return engine.Silent("")
	}
	v := engine.Hold(engine.Certain, proof...).By(engine.LocalFact).Owned(owner).With(proof[0].Says)
	v.Severity = severity
	if n := len(proof); n > mostRefusals {
		v.Evidence = proof[:mostRefusals]
		v.Detail += fmt.Sprintf(", and %d more commands", n-1)
	}
	return v
}

// mostRefusals are quoted; a login without privilege is refused one command
// like the other.
const mostRefusals = 3

// leavesUnknown reports whether a command was not answered and nothing else
// showed one of the needed areas.
func leavesUnknown(e *engine.End, src *ipsec.Source) bool {
	if src.Answer == ipsec.Answered || src.Answer == ipsec.Truncated {
		return false
	}
	return slices.ContainsFunc(src.Reveals, func(a ipsec.Area) bool {
		return slices.Contains(needed, a) && !e.Observed(a)
	})
}

// refusal quotes the device's words, which stand in the output or beside it.
func refusal(e *engine.End, src *ipsec.Source) engine.Evidence {
	ev := engine.Show(e, engine.FromState, ipsec.Ref{Command: src.Command, First: 1, Last: 2},
		fmt.Sprintf("%s: %q %s", e.Name, src.Command, engine.Met(src.Answer)))
	if strings.TrimSpace(src.Text()) == "" {
		ev.Text = []string{cmp.Or(strings.TrimSpace(src.Reason), string(src.Answer))}
	}
	return ev
}
