package cli

import (
	"regexp"
	"testing"

	"ipsec-diag/engine/knowledge"
)

// TestKnowledgeNamesCommands: what the texts tell a person to type exists.
func TestKnowledgeNamesCommands(t *testing.T) {
	have := map[string]bool{"version": true}
	for _, c := range newRoot().Commands() {
		have[c.Name()] = true
	}
	typed, seen := regexp.MustCompile("`ipsec-diag ([a-z][a-z-]*)"), 0
	for _, e := range knowledge.All() {
		for _, m := range typed.FindAllStringSubmatch(e.Says+"\n"+e.Text, -1) {
			if seen++; !have[m[1]] {
				t.Errorf("%s, %q tells to type ipsec-diag %s, which is no command", e.File, e.Name, m[1])
			}
		}
	}
	if seen < 10 {
		t.Errorf("saw only %d commands", seen)
	}
}
