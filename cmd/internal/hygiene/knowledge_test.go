package hygiene

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/explain"
	"ipsec-diag/engine/knowledge"
	"ipsec-diag/engine/rules"
	"ipsec-diag/parsers/platforms"
)

func knowledgeOf(t *testing.T) *explain.Library {
	t.Helper()
	return explain.New(rules.All(), rules.Cards(), platforms.All())
}

// TestStatesExplained: every word that a parser turns into a state has a card.
func TestStatesExplained(t *testing.T) {
	l := knowledgeOf(t)
	wanted := map[string]string{"cisco-ios": "MM_NO_STATE UP-IDLE IN-NEG", "cisco-asa": "MM_WAIT_MSG4 READY", "strongswan": "CONNECTING ROUTED",
		"libreswan": "MAIN_I3 ZOMBIE", "junos": "UP", "fortios": "connecting", "panos": "Established", "routeros": "larval", "vyos": "up"}
	seen := map[string][]string{}
	files := parserSources(t)
	for dir, names := range parserFolders {
		for _, word := range stateWords(files[dir]) {
			for _, platform := range names {
				seen[platform] = append(seen[platform], word)
				if !l.ExplainsState(platform, word) {
					t.Errorf("parsers/%s reads the state %q, which engine/knowledge/states/%s*.md does not explain", dir, word, platform)
				}
			}
		}
	}
	for platform, words := range wanted {
		for _, word := range strings.Fields(words) {
			if !slices.Contains(seen[platform], word) {
				t.Errorf("%s: the test does not see the word %s: it looks for the wrong thing", platform, word)
			}
		}
	}
}

// field is a field of a message of a Linux daemon.
var field = regexp.MustCompile(`\{[^}]*\}`)

// TestMessagesExplained: every message that a parser makes an event of has a
// card: by its number or mnemonic, or by a text that is at least half of it.
func TestMessagesExplained(t *testing.T) {
	l := knowledgeOf(t)
	seen := 0
	files := parserSources(t)
	for dir, names := range parserFolders {
		for _, text := range eventTexts(files[dir]) {
			seen++
			if sample := field.ReplaceAllString(text, "x"); !l.ExplainsMessage(names[0], sample, len(field.ReplaceAllString(text, ""))) {
				t.Errorf("parsers/%s reads the message %q, which engine/knowledge/messages/%s*.md does not explain", dir, text, names[0])
			}
		}
	}
	if seen < 350 {
		t.Errorf("saw only %d messages", seen)
	}
}

// TestEventsAndAreasExplained: what the model calls things has a card.
func TestEventsAndAreasExplained(t *testing.T) {
	l := knowledgeOf(t)
	seen := map[string]int{}
	for _, file := range parserSources(t)["ipsec"] {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Type == nil || len(spec.Values) != 1 {
				return true
			}
			kind := map[string]string{"EventKind": string(knowledge.Event), "Area": string(knowledge.Area),
				"IKEState": string(knowledge.State), "ChildState": string(knowledge.State)}[spec.Type.(*ast.Ident).Name]
			for _, value := range texts(spec.Values[0]) {
				if kind != "" && !slices.ContainsFunc(l.Of(kind), func(i *explain.Item) bool { return i.Name == value }) {
					t.Errorf("engine/knowledge/%ss/any.md does not explain %q", kind, value)
				}
				seen[kind]++
			}
			return true
		})
	}
	if seen[string(knowledge.Event)] < 50 || seen[string(knowledge.Area)] < 20 {
		t.Errorf("saw %v", seen)
	}
}
