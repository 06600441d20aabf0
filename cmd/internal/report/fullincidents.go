package report

import (
	"fmt"
	"strings"
)

// topIncidents tell what is wrong with several tunnels at once; those that another
// one explains stand under it in JSON only.
func topIncidents(r *Run) (parts []part) {
	for _, i := range r.Incidents {
		if i.ExplainedBy != "" {
			continue
		}
		rows := []string{fmt.Sprintf("%s, %s (%s).", i.Severity, i.Confidence, i.Rule.ID)}
		if i.Cause != "" {
			rows = append(rows, "Cause of all: "+i.Cause+".")
		}
		if i.Since != "" {
			rows = append(rows, "Since: "+i.Since+".")
		}
		if len(i.Members) > 0 {
			rows = append(rows, plural(len(i.Members), "tunnel", "tunnels")+": "+strings.Join(memberIDs(i), ", ")+".")
		}
		steps := stepTexts(incidentSteps(r, i))
		blocks := []block{{Kind: paragraphs, Rows: rows}}
		if len(steps) > 0 {
			blocks = append(blocks, block{Kind: numbered, Rows: steps})
		}
		parts = append(parts, part{Title: aboutWhat(i.About, i.Detail), Blocks: blocks})
	}
	return parts
}

// aboutWhat names what an incident is about once.
func aboutWhat(about, detail string) string {
	if about == "" || strings.Contains(detail, about) {
		return detail
	}
	return about + ": " + detail
}
