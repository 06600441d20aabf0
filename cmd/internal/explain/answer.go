package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine/knowledge"
)

// Answered is the card of the answer's item with what a pasted line adds: how
// this program reads it, and what it holds.
func (l *Library) Answered(a Answer, platform string) string {
	var b strings.Builder
	b.WriteString(l.Markdown(a.Items[0], platform))
	for n, r := range a.Read {
		if n == 0 {
			b.WriteString("\n## How ipsec-diag reads this line\n\n")
		}
		fmt.Fprintf(&b, "- %s: %s\n", r.Platform, r.String())
	}
	for n, i := range a.Inside {
		if n == 0 {
			b.WriteString("\n## Also in it\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", Line(i))
	}
	return b.String()
}

// String is the reading in one line.
func (r Reading) String() string {
	out := fmt.Sprintf("%s (%s)", r.Event, r.Says)
	if r.Peer != "" {
		out += ", peer " + r.Peer
	}
	if r.Reason != "" {
		out += ", " + r.Reason
	}
	if len(r.Rules) > 0 {
		out += "; read by " + strings.Join(r.Rules, ", ")
	}
	return out
}

// Line is an item in one line.
func Line(i *Item) string { return fmt.Sprintf("%s %s: %s", i.Kind, sample(i.Key()), gist(i)) }

// gist is the title of a card with what it says.
func gist(i *Item) string {
	if i.Title != "" {
		return i.Title + ": " + i.Says
	}
	return i.Says
}

// Quoted is the name to ask for an item, as a shell takes it.
func Quoted(i *Item) string {
	key := sample(i.Key())
	if i.Title != "" {
		key = i.Kind + " " + key // other things have such names too
	}
	if strings.ContainsAny(key, "'|<>()%#;&$*?\"`\\") {
		return "'" + strings.ReplaceAll(key, "'", `'\''`) + "'"
	}
	return key
}

// A KindCount is how many items of a kind there are, with an example.
type KindCount struct {
	Kind    string `json:"kind"`
	Count   int    `json:"count"`
	Example string `json:"example"`
}

// examples are the items shown as examples of their kind.
var examples = map[string]string{
	Rule: "auth/psk-mismatch", string(knowledge.State): "MM_NO_STATE", string(knowledge.Message): "%CRYPTO-4-IKMP_NO_SA",
	string(knowledge.Notification): "NO_PROPOSAL_CHOSEN", string(knowledge.Counter): "XfrmInNoStates", string(knowledge.Term): "PFS",
	string(knowledge.Command): "show crypto isakmp sa", Step: "D4",
}

// Kinds are the kinds of items.
func (l *Library) Kinds() []KindCount {
	var out []KindCount
	for kind, items := range l.index.byKind {
		out = append(out, KindCount{Kind: kind, Count: len(items), Example: cmp.Or(examples[kind], items[0].Name)})
	}
	slices.SortFunc(out, func(a, b KindCount) int { return strings.Compare(a.Kind, b.Kind) })
	return out
}
