package report

import (
	"slices"
	"strings"

	"ipsec-diag/engine/knowledge"
)

// saidWrongly are what is often said of faults like that of a rule and is not so,
// from the scenario cards that name the rule.
func saidWrongly(rule string) (out []string) {
	for _, e := range knowledge.Of(knowledge.Scenario) {
		if !slices.Contains(e.Rules, rule) {
			continue
		}
		_, section, _ := strings.Cut(e.Text, "## Often said, and not so\n")
		section, _, _ = strings.Cut(section, "\n## ")
		for _, item := range strings.Split("\n"+section, "\n- ")[1:] {
			if row := strings.Join(strings.Fields(item), " "); !slices.Contains(out, row) {
				out = append(out, row)
			}
		}
	}
	return out
}
