package engine

import "slices"

// suppress folds findings under the causes that explain them (calculus,
// section 6, items 23 and 24). A finding at strong or above suppresses what it
// explains; at medium it only marks it. Nothing is deleted.
func suppress(findings []*Finding, graph map[string]*Rule) {
	parents := slices.SortedFunc(slices.Values(findings), compareFindings)
	for _, parent := range parents {
		reach := explained(parent.Rule, graph)
		for _, child := range findings {
			if child == parent || !slices.Contains(reach, child.Rule.ID) {
				continue
			}
			if !within(parent, child, findings) {
				fold(parent, child)
			}
		}
	}
}

// graphOf returns the rules by id.
func graphOf(rules []*Rule) map[string]*Rule {
	graph := map[string]*Rule{}
	for _, r := range rules {
		graph[r.ID] = r
	}
	return graph
}

// within reports whether a finding is itself folded under another, directly or
// not. Two that explain each other must not both vanish.
func within(f, above *Finding, findings []*Finding) bool {
	for range findings {
		i := slices.IndexFunc(findings, func(g *Finding) bool { return g.Rule.ID == f.ExplainedBy })
		if i < 0 {
			return false
		}
		if f = findings[i]; f == above {
			return true
		}
	}
	return false
}

// fold puts a child under its parent, unless it has one already or is a cause
// proven by a witness of its own.
func fold(parent, child *Finding) {
	switch {
	case child.ExplainedBy != "":
	case child.Rule.Kind == Cause && child.Points >= certainFrom && child.Verdict.Witness != NoWitness:
		if parent.Points >= strongFrom && parent.Beside == "" && child.Beside == "" {
			child.Beside = parent.Rule.ID
		}
	case parent.Points >= strongFrom:
		child.ExplainedBy = parent.Rule.ID
	case parent.Points >= mediumFrom && child.Maybe == "":
		child.Maybe = parent.Rule.ID
	}
}

// explained returns the ids a rule accounts for: its own list, and on through
// symptoms. It stops at causes.
func explained(r *Rule, graph map[string]*Rule) []string {
	var out []string
	var follow func(ids []string)
	follow = func(ids []string) {
		for _, id := range ids {
			if slices.Contains(out, id) || id == r.ID {
				continue
			}
			out = append(out, id)
			if next := graph[id]; next != nil && next.Kind == Symptom {
				follow(next.Explains)
			}
		}
	}
	follow(r.Explains)
	return out
}
