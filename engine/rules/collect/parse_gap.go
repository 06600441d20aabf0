package collect

import (
	"cmp"
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// parseGap names outputs of which lines were not understood, where they show
// SAs or configuration. Logs do not count: most of their lines concern others.
var parseGap = engine.Rule{
	ID:       "collect/parse-gap",
	Title:    "Part of the device output was not understood, so the facts in it are unknown",
	Severity: engine.Warning,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerTool,
	Judge:    judgeParseGap,
}

// mostQuoted is the number of unread lines that are quoted per command.
const mostQuoted = 3

func judgeParseGap(c *engine.Case) engine.Verdict {
	var proof []engine.Evidence
	var detail string
	severity := engine.Info
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		for _, src := range e.Snap.Sources {
			if src.Answer != ipsec.Answered || src.Unread == 0 || !judged(src) {
				continue
			}
			proof = append(proof, unread(e, src)...)
			detail = cmp.Or(detail, fmt.Sprintf("%s: %d of %d lines of %q", e.Name, src.Unread, src.Read+src.Unread, src.Command))
			if src.Unread > src.Read {
				severity = engine.Warning
			}
		}
	}
	if len(proof) == 0 {
		return engine.Silent("")
	}
	v := engine.Hold(engine.Certain, proof...).By(engine.LocalFact).With(detail)
	v.Severity = severity
	return v
}

// judged reports whether rules rest on what the output shows by its absence.
func judged(src *ipsec.Source) bool {
	return slices.ContainsFunc(src.Reveals, func(a ipsec.Area) bool {
		return a == ipsec.AreaIKESAs || a == ipsec.AreaChildSAs || a == ipsec.AreaPeers || a == ipsec.AreaSessions
	})
}

func unread(e *engine.End, src *ipsec.Source) []engine.Evidence {
	var out []engine.Evidence
	for _, u := range e.Snap.Unread {
		if u.Ref.Command == src.Command && len(out) < mostQuoted {
			out = append(out, engine.Show(e, engine.FromState, u.Ref, "not understood"))
		}
	}
	return out
}
