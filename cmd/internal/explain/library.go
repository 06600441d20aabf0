// Package explain finds what a person asks for, a rule, a state, a log line, a
// counter, a term, a command, a card, in the rules, in the knowledge of the
// engine and in the commands of the platforms.
package explain

import (
	"cmp"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/knowledge"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// The kinds of items beside those of package knowledge.
const (
	Rule = "rule"
	Step = "step" // a step of a tree that reports walk
)

// An Item is one thing that can be asked for.
type Item struct {
	Kind     string `json:"kind"`
	Platform string `json:"platform,omitempty"`
	Name     string `json:"name"`
	// Title is the heading of a card.
	Title string `json:"title,omitempty"`
	// Also are other names for it.
	Also []string `json:"also,omitempty"`
	// Says is the answer in one line, Text the rest of it in Markdown.
	Says string `json:"says"`
	Text string `json:"text,omitempty"`
	// Rules are the rules that read it or belong to it.
	Rules  []string `json:"rules,omitempty"`
	Source string   `json:"source,omitempty"`
	// Run says who may run a command: tool, person or never.
	Run string `json:"run,omitempty"`
}

// Key names an item among those of the same name: "cisco-asa READY".
func (i *Item) Key() string {
	if i.Platform == "" {
		return i.Name
	}
	return i.Platform + " " + i.Name
}

// A Library is all that can be asked for.
type Library struct {
	Items []*Item
	rules map[string]*engine.Rule
	// areas are what the rules read, by id.
	areas map[string][]ipsec.Area
	// platforms are the platforms whose commands and log parsers it knows.
	platforms []*parsers.Platform
	index     *index
}

// New makes the library of the rules with their cards, the platforms with
// their commands, the trees, and the knowledge of the engine.
func New(rules []*engine.Rule, cards map[string]string, platforms []*parsers.Platform) *Library {
	l := &Library{rules: map[string]*engine.Rule{}, areas: map[string][]ipsec.Area{}, platforms: platforms}
	for _, r := range rules {
		l.rules[r.ID] = r
	}
	commands := card.NewCommands()
	for _, r := range rules {
		l.Items = append(l.Items, l.ruleItem(r, commands.WithExamples(cards[r.ID])))
	}
	l.Items = append(l.Items, l.plannedItems()...)
	for _, e := range knowledge.All() {
		if e.Kind != knowledge.Command && e.Kind != knowledge.Planned {
			i := entryItem(e)
			walk(i)
			l.Items = append(l.Items, i)
		}
	}
	l.Items = append(l.Items, l.commandItems()...)
	l.Items = append(l.Items, stepItems()...)
	l.index = newIndex(l.Items)
	return l
}

// entryItem makes the item of an entry of the knowledge.
func entryItem(e *knowledge.Entry) *Item {
	return &Item{Kind: string(e.Kind), Platform: e.Platform, Name: e.Name, Title: e.Title, Also: e.Also, Says: e.Says, Text: e.Text, Rules: e.Rules, Source: e.Source, Run: e.Run}
}

// Of returns the items of one kind, by name.
func (l *Library) Of(kind string) []*Item {
	var out []*Item
	for _, i := range l.Items {
		if i.Kind == kind {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b *Item) int {
		return cmp.Or(strings.Compare(a.Platform, b.Platform), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	return out
}

// notJudged is said of a rule that is asked for and not there yet.
const notJudged = "not judged by this version"

// title is what a rule says, or that this version does not judge it.
func (l *Library) title(id string) string {
	if r := l.rules[id]; r != nil {
		return r.Title
	}
	return notJudged
}
