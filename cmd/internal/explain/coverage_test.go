package explain

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/knowledge"
	"ipsec-diag/engine/rules"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers/platforms"
)

func testLibrary(t *testing.T) *Library {
	t.Helper()
	return New(rules.All(), rules.Cards(), platforms.All())
}

// TestRulesExplained: every rule has a card with a meaning and next steps.
func TestRulesExplained(t *testing.T) {
	cards := rules.Cards()
	l := testLibrary(t)
	for _, r := range rules.All() {
		if len(card.Section(cards[r.ID], card.Meaning)) == 0 {
			t.Errorf("the card of %s has no meaning", r.ID)
		}
		if a := l.Ask(r.ID, ""); top(a) != "name: rule "+r.ID || !strings.Contains(a.Items[0].Text, "## "+card.Meaning) {
			t.Errorf("%s is not explained: %s", r.ID, top(a))
		}
	}
}

// ruleID is a rule named in a text.
var ruleID = regexp.MustCompile(`\b(?:collect|intent|underlay|platform|ike|auth|child|data|stability|forecast|hygiene|fleet)/[a-z0-9]+(?:-[a-z0-9]+)*\b`)

// TestKnownRules: the knowledge names rules that there are.
func TestKnownRules(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	seen := 0
	for _, e := range knowledge.All() {
		for _, id := range append(ruleID.FindAllString(e.Text, -1), e.Rules...) {
			seen++
			if !known[id] {
				t.Errorf("%s, %q: there is no rule %s", e.File, e.Name, id)
			}
		}
	}
	if seen < 500 {
		t.Errorf("saw only %d ids", seen)
	}
}

// TestEntriesComplete: every entry says something in one line, names no other
// entry's name on its platform, and cites a source where it states facts.
func TestEntriesComplete(t *testing.T) {
	named := map[string]string{}
	for _, e := range knowledge.All() {
		if e.Says == "" || e.Name == "" {
			t.Errorf("%s, %q: says nothing", e.File, e.Name)
		}
		if strings.HasSuffix(e.Says, ".") {
			t.Errorf("%s, %q: says ends with a full stop; the program adds it", e.File, e.Name)
		}
		if e.Source == "" && slices.Contains([]knowledge.Kind{knowledge.State, knowledge.Message, knowledge.Notification, knowledge.Counter, knowledge.Command}, e.Kind) {
			t.Errorf("%s, %q: has no source", e.File, e.Name)
		}
		key := string(e.Kind) + " " + e.Platform + " " + e.Name
		if named[key] != "" {
			t.Errorf("%s, %q: stands in %s too", e.File, e.Name, named[key])
		}
		named[key] = e.File
	}
	if len(named) < 300 {
		t.Errorf("saw only %d entries", len(named))
	}
}

// TestMessageIDsOnce: a message id has one card, so that no two say different
// things of it.
func TestMessageIDsOnce(t *testing.T) {
	told := map[string]string{}
	for _, k := range testLibrary(t).index.messages {
		for _, id := range k.ids {
			if key := k.item.Platform + " " + id; told[key] != "" && told[key] != k.item.Name {
				t.Errorf("%s is explained by %q and by %q", key, told[key], k.item.Name)
			} else {
				told[key] = k.item.Name
			}
		}
	}
	if len(told) < 200 {
		t.Errorf("saw only %d ids", len(told))
	}
}

// TestCommandNotes: what the knowledge says of the tool's commands is about
// commands that it runs; what is for people changes nothing; what is never to be
// run it cannot send.
func TestCommandNotes(t *testing.T) {
	l := testLibrary(t)
	noted := map[string]bool{}
	for _, e := range knowledge.Of(knowledge.Command) {
		noted[e.Platform] = true
		p := platforms.Find(e.Platform)
		if p == nil {
			t.Errorf("%s: no platform %s", e.File, e.Platform)
			continue
		}
		runs := slices.ContainsFunc(l.Commands(e.Platform), func(i *Item) bool {
			return i.Run == RunTool && (i.Name == e.Name || strings.HasPrefix(i.Name, e.Name+" -n "))
		})
		switch e.Run {
		case RunTool:
			if !runs {
				t.Errorf("%s: %q is no step of %s", e.File, e.Name, e.Platform)
			}
		case RunPerson: // or the program too, since it learnt it: then it is a note
		case RunNever:
			if runs {
				t.Errorf("%s: %q is run by the program", e.File, e.Name)
			}
		default:
			t.Errorf("%s: %q: run is %q", e.File, e.Name, e.Run)
		}
		if _, err := collector.Show(e.Platform, e.Name); e.Run == RunNever && err == nil {
			t.Errorf("%s: %q could be sent", e.File, e.Name)
		}
		if e.Run == RunPerson && harmful.MatchString(e.Name) {
			t.Errorf("%s: %q is no read-only command", e.File, e.Name)
		}
	}
	for _, name := range platforms.Names() {
		if !noted[name] {
			t.Errorf("engine/knowledge/commands/%s.md is missing", name)
		}
	}
}

// harmful are words of commands that are not for people at night.
var harmful = regexp.MustCompile(`\b(clear|debug|reset|flush|initiate|terminate|test vpn|configure|load)\b`)

// TestScenariosComplete: the cards ask, test and correct; the symptoms and
// scenarios of the founding guide are all there.
func TestScenariosComplete(t *testing.T) {
	var ids []string
	for _, e := range knowledge.Of(knowledge.Scenario) {
		for _, heading := range []string{"## Questions", "## Key test", "## Often said, and not so"} {
			if !strings.Contains(e.Text, heading) {
				t.Errorf("%s has no %q", e.File, heading)
			}
		}
		ids = append(ids, e.Also...)
	}
	for _, tree := range engine.Trees() {
		if !slices.Contains(ids, tree.ID) {
			t.Errorf("no scenario is called %s, as a tree is", tree.ID)
		}
	}
	if n := len(knowledge.Of(knowledge.Checklist)); n < 4 {
		t.Errorf("there are only %d checklists", n)
	}
}

// catalogue is the closed list of rule ids, beside a checkout.
const catalogue = "../../../../shared/catalogue/catalogue.tsv"

// TestCatalogueExplained: every rule of the catalogue is explained, or said not
// to be judged yet.
func TestCatalogueExplained(t *testing.T) {
	data, err := os.ReadFile(catalogue)
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	l := testLibrary(t)
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		id, _, _ := strings.Cut(line, "\t")
		if a := l.Ask(id, ""); a.How != ByName || a.Items[0].Kind != Rule || a.Items[0].Name != id {
			t.Errorf("%s is not explained: %s", id, top(a))
		}
	}
}

// TestTextsAskRight: where a text tells what to ask, there is an answer.
func TestTextsAskRight(t *testing.T) {
	l := testLibrary(t)
	asked, seen := regexp.MustCompile("`ipsec-diag explain ([^`]+)`"), 0
	for _, e := range knowledge.All() {
		for _, m := range asked.FindAllStringSubmatch(e.Text, -1) {
			seen++
			if a := l.Ask(strings.Trim(m[1], `"'`), ""); a.How != ByName && a.How != ByLine {
				t.Errorf("%s, %q: explain %s finds %s", e.File, e.Name, m[1], top(a))
			}
		}
	}
	if seen < 5 {
		t.Errorf("saw only %d questions", seen)
	}
}
