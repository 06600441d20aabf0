package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers/ipsec"
)

// noConfiguration says why nothing of an end can be compared, and what to do.
func noConfiguration(e *engine.End) string {
	first := e.Called() + " shows no configuration of this tunnel: "
	switch {
	case !e.Read() && e.Failure != nil:
		return first + "it was not read (" + failureText(e.Failure.Error(), e.Name) + ")."
	case !e.Read():
		return first + "it was not read. Name it as the second device, or give a file with its output."
	case e.Observed(ipsec.AreaPeers):
		return first + "what was read names no connection to the other end" + unansweredConfiguration(e) + ". If it is meant to have one, it is missing there; " +
			"if another device is meant, name that."
	}
	command := cmp.Or(card.NewCommands().Quoted(e.Snap.Platform, ipsec.AreaPeers, "ADDRESS"), "the configuration")
	why := strings.TrimPrefix(e.Lacks(ipsec.AreaPeers), fmt.Sprintf("the %s of %s: ", ipsec.AreaPeers, e.Name))
	return first + why + ". To compare, log in as a user who may run " + command +
		" (ipsec-diag plan --rbac --platform " + e.Snap.Platform + " prints such an account), or paste its answer into a file and compare that."
}

// unansweredConfiguration names the commands for the configuration that were
// not answered: what is missing may stand there.
func unansweredConfiguration(e *engine.End) string {
	var out []string
	for _, src := range e.Snap.Sources {
		if src.Answer != ipsec.Answered && slices.Contains(src.Reveals, ipsec.AreaPeers) {
			out = append(out, fmt.Sprintf("%q %s", src.Command, engine.Met(src.Answer)))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return ", but " + strings.Join(out, ", ")
}
