package notify

import (
	"slices"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/engine"
)

// An Also is what changed on the same tunnel in the same run, beside the alert: a
// cause that competes with the headline, or a second fault.
type Also struct {
	What       string `json:"what"`
	Rule       string `json:"rule"`
	Title      string `json:"title"`
	Severity   string `json:"severity"`
	Confidence string `json:"confidence,omitempty"`
}

// fold makes one alert of what one run changed on one tunnel: what began in one,
// what ended in another. The headline of the tunnel stands first, then the surest.
func fold(list []Alert) []Alert {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Alert) int { return weight(&a) - weight(&b) })
	type key struct {
		tunnel string
		over   bool
	}
	first := map[key]int{}
	var out []Alert
	for _, a := range list {
		k := key{a.Tunnel, isOver(&a)}
		i, seen := first[k]
		if a.Tunnel == "" || !seen {
			first[k] = len(out)
			out = append(out, a)
			continue
		}
		out[i].Also = append(out[i].Also, Also{What: a.What, Rule: a.Rule, Title: a.Title, Severity: a.Severity, Confidence: a.Confidence})
	}
	return out
}

func isOver(a *Alert) bool { return a.What == history.WhatClosed || a.What == history.WhatSteady }

// sureness are the confidences, the surest first.
var sureness = []string{string(engine.ConfidenceCertain), string(engine.ConfidenceStrong), string(engine.ConfidenceMedium), string(engine.ConfidenceWeak)}

func weight(a *Alert) int {
	if a.headline {
		return 0
	}
	n := 1 + max(0, slices.Index(sureness, a.Confidence))
	if a.Severity != "critical" {
		n += len(sureness)
	}
	return n
}

// doubtful reports whether an alert is only a weak rival of its tunnel's headline.
// An Alertmanager is not told of it: it is when it becomes the headline.
func doubtful(a *Alert) bool {
	return a.Tunnel != "" && !a.headline && a.Confidence == string(engine.ConfidenceWeak)
}
