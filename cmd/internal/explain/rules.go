package explain

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/knowledge"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// ruleItem makes the item of a rule: its card, and what of it stands in code.
func (l *Library) ruleItem(r *engine.Rule, text string) *Item {
	_, name, _ := strings.Cut(r.ID, "/")
	out := &Item{Kind: Rule, Name: r.ID, Also: []string{name, strings.ReplaceAll(name, "-", " "), r.Title}, Says: r.Title}
	var b strings.Builder
	fmt.Fprintf(&b, "Severity: %s. Kind: %s. To mend: %s.\n", r.Severity, r.Kind, owners[r.Owner])
	for _, heading := range card.Headings() {
		if part := cardSection(text, heading); part != "" {
			fmt.Fprintf(&b, "\n## %s\n\n%s", heading, part)
		}
	}
	b.WriteString(l.relations(r))
	l.areas[r.ID] = areasOf(r, text)
	b.WriteString(l.needs(l.areas[r.ID]))
	out.Text = b.String()
	return out
}

// owners are the owners in words.
var owners = map[engine.Owner]string{
	engine.OwnerLocal: "the device itself", engine.OwnerPeer: "the other end", engine.OwnerPath: "the path between the gateways",
	engine.OwnerProvider: "the provider", engine.OwnerTool: "this program and how it is run", engine.OwnerEither: "one of the two ends", engine.OwnerNone: "nobody",
}

// cardSection is a section of a card for reading: lists with fields are
// written out, placeholders are words.
func cardSection(text, heading string) string {
	var b strings.Builder
	switch heading {
	case card.NextSteps:
		for _, s := range card.Steps(text) {
			fmt.Fprintf(&b, "- [%s, %s] %s%s%s\n", s.Risk, where(s.Platform, s.End), words(s.Text), sentence(" Expected: ", s.Expect), sentence(" To undo: ", s.Undo))
		}
	case card.DecidingCheck:
		for _, c := range card.Checks(text) {
			fmt.Fprintf(&b, "- [%s, %s] %s%s%s\n", c.Risk, where(c.Platform, c.End), words(c.Text), sentence(" If so: ", c.IfSo), sentence(" If not: ", c.IfNot))
		}
	default:
		for _, line := range card.Section(text, heading) {
			b.WriteString(words(line.Text) + "\n")
		}
	}
	return b.String()
}

// sentence is a field with the words before it, if there is one.
func sentence(before, field string) string {
	if field == "" {
		return ""
	}
	return before + strings.TrimSuffix(words(field), ".") + "."
}

// where is the platform and the end of a step, each once.
func where(platform, end string) string {
	end = words(end)
	if platform == "any" || strings.Contains(end, platform) {
		return end
	}
	return platform + ": " + end
}

// words puts words for the placeholders of a card.
func words(s string) string {
	s = card.CommandFor.ReplaceAllStringFunc(s, func(slot string) string {
		what, _, _ := strings.Cut(areaSays(ipsec.Area(card.CommandFor.FindStringSubmatch(slot)[1])), ":")
		return what + " (the command is below)"
	})
	return strings.NewReplacer("{local}", "this end", "{peer}", "the peer", "{peer-address}", "PEER", "{verifier}", "the end that checks",
		"{network}", "NETWORK", "{address}", "ADDRESS", "{interface}", "INTERFACE", "{name}", "NAME", "{mss}", "MSS", "{mtu}", "MTU").Replace(s)
}

// relations are what the rule explains and what explains it.
func (l *Library) relations(r *engine.Rule) string {
	var explainedBy []string
	for id, other := range l.rules {
		if slices.Contains(other.Explains, r.ID) {
			explainedBy = append(explainedBy, id)
		}
	}
	slices.Sort(explainedBy)
	return l.list("Explains", r.Explains) + l.list("Explained by", explainedBy)
}

// list is a section of rules with their titles.
func (l *Library) list(heading string, ids []string) string {
	var b strings.Builder
	for _, id := range ids {
		if b.Len() == 0 {
			fmt.Fprintf(&b, "\n## %s\n\n", heading)
		}
		fmt.Fprintf(&b, "- %s: %s\n", id, l.title(id))
	}
	return b.String()
}

// areasOf are the areas that a rule reads, and those its card asks about.
func areasOf(r *engine.Rule, text string) []ipsec.Area {
	out := slices.Clone(r.Needs)
	for _, m := range card.CommandFor.FindAllStringSubmatch(text, -1) {
		if area := ipsec.Area(m[1]); !slices.Contains(out, area) {
			out = append(out, area)
		}
	}
	return out
}

// needs are these areas and the commands that show them, per platform.
func (l *Library) needs(areas []ipsec.Area) string {
	if len(areas) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Needs\n\n")
	for _, area := range areas {
		fmt.Fprintf(&b, "- %s: %s\n", area, areaSays(area))
	}
	for _, p := range l.platforms {
		var commands []string
		for _, s := range showing(p, areas) {
			commands = append(commands, "`"+short(s.Command)+"`")
		}
		if len(commands) > 0 {
			fmt.Fprintf(&b, "- [%s] %s\n", p.Name, strings.Join(commands, ", "))
		}
	}
	return b.String()
}

func areaSays(area ipsec.Area) string {
	for _, e := range knowledge.Of(knowledge.Area) {
		if e.Name == string(area) {
			return e.Says
		}
	}
	return ""
}

// FeedSteps returns the commands of a platform that show what a rule and the
// checks of its card read.
func (l *Library) FeedSteps(p *parsers.Platform, rule string) []*parsers.Step {
	return showing(p, l.areas[rule])
}

// showing are the commands of a platform that show one of the areas.
func showing(p *parsers.Platform, areas []ipsec.Area) []*parsers.Step {
	var out []*parsers.Step
	for i := range p.Steps {
		if slices.ContainsFunc(p.Steps[i].Reveals, func(a ipsec.Area) bool { return slices.Contains(areas, a) }) {
			out = append(out, &p.Steps[i])
		}
	}
	return out
}

// short cuts the long filter off a command: it is in the command's own card.
func short(command string) string {
	head, filter, ok := strings.Cut(command, " | section ")
	if !ok || len(filter) < 20 {
		return command
	}
	return head + " | section ..."
}
