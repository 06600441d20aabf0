package explain

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/knowledge"
)

// stepItems are the steps of the trees that a report walks, by the names that
// "--tree" prints.
func stepItems() []*Item {
	var out []*Item
	for _, tree := range engine.Trees() {
		for _, s := range tree.Steps {
			if s.ID == tree.ID {
				continue // the step of a whole tree: its scenario has the name
			}
			out = append(out, stepOf(&tree, &s))
		}
	}
	return out
}

func stepOf(tree *engine.Tree, s *engine.TreeStep) *Item {
	i := &Item{Kind: Step, Name: s.ID, Also: []string{s.Title}, Says: fmt.Sprintf("%s (%s)", s.Title, tree.Title), Rules: s.Rules}
	if s.Note != "" {
		i.Text = upper(strings.TrimSuffix(s.Note, ".")) + "."
	}
	return i
}

// walk adds to a scenario card the steps that a report walks for it.
func walk(i *Item) {
	for _, tree := range engine.Trees() {
		if i.Kind != string(knowledge.Scenario) || !slices.Contains(i.Also, tree.ID) {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "\n\n## What a report checks (%s, shown by --tree)\n\n", tree.ID)
		for _, s := range tree.Steps {
			fmt.Fprintf(&b, "- %s: %s (%s)\n", s.ID, s.Title, strings.Join(s.Rules, ", "))
		}
		i.Text += strings.TrimRight(b.String(), "\n")
	}
}

// plannedItems are the rules of the closed list that this version lacks: those
// the knowledge speaks of, and others that a tree asks for.
func (l *Library) plannedItems() []*Item {
	var out []*Item
	told := map[string]bool{}
	tell := func(id, says, text string) {
		if l.rules[id] == nil && !told[id] {
			told[id] = true
			_, name, _ := strings.Cut(id, "/")
			out = append(out, &Item{Kind: Rule, Name: id, Also: []string{name}, Says: notJudged + says, Text: text})
		}
	}
	for _, e := range knowledge.Of(knowledge.Planned) {
		tell(e.Name, ": "+e.Says, e.Text)
	}
	for _, tree := range engine.Trees() {
		for _, s := range tree.Steps {
			for _, id := range s.Rules {
				tell(id, "", "")
			}
		}
	}
	return out
}
