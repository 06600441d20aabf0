package explain

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine/knowledge"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// Who may run a command.
const (
	RunTool   = "tool"   // this program runs it
	RunPerson = "person" // changes nothing; this program does not run it
	RunNever  = "never"  // changes something or prints keys
	RunPasted = "pasted" // read when somebody pastes it, whoever ran it
)

// commandItems are the commands of all platforms: those of the parsers, with
// what the knowledge says about them, then those that only people run.
func (l *Library) commandItems() []*Item {
	var out []*Item
	notes := map[string][]*knowledge.Entry{}
	for _, e := range knowledge.Of(knowledge.Command) {
		notes[e.Platform] = append(notes[e.Platform], e)
	}
	for _, p := range l.platforms {
		used := map[*knowledge.Entry]bool{}
		for i := range p.Steps {
			out = append(out, l.stepItem(p, &p.Steps[i], take(notes[p.Name], p.Steps[i].Command, used)))
		}
		for _, e := range notes[p.Name] {
			if !used[e] {
				out = append(out, entryItem(e))
			}
		}
		out = append(out, l.pastedItems(p, out)...)
	}
	return out
}

// pastedItems are the commands whose output is read when it is pasted, and of
// which nothing else is known.
func (l *Library) pastedItems(p *parsers.Platform, known []*Item) []*Item {
	var out []*Item
	for i := range p.Also {
		s := &p.Also[i]
		told := func(k *Item) bool { return k.Platform == p.Name && slices.Contains(names(k), s.Command) }
		if slices.ContainsFunc(known, told) || slices.ContainsFunc(out, told) || !strings.Contains(s.Command, " ") {
			continue
		}
		item := l.stepItem(p, s, nil)
		item.Run = RunPasted
		out = append(out, item)
	}
	return out
}

// take finds the note about a command.
func take(notes []*knowledge.Entry, command string, used map[*knowledge.Entry]bool) *knowledge.Entry {
	for _, e := range notes {
		if e.Run != RunNever && (strings.EqualFold(e.Name, command) || strings.HasPrefix(command, e.Name+" -n ")) {
			used[e] = true
			return e
		}
	}
	return nil
}

// stepItem is a command that this program runs.
func (l *Library) stepItem(p *parsers.Platform, s *parsers.Step, note *knowledge.Entry) *Item {
	doc := strings.TrimSuffix(s.Doc, ".")
	out := &Item{Kind: string(knowledge.Command), Platform: p.Name, Name: s.Command, Says: doc, Run: RunTool}
	if head := short(s.Command); head != s.Command {
		out.Also = append(out.Also, strings.TrimSuffix(head, " | section ..."), head)
	}
	var b strings.Builder
	if note != nil {
		out.Also = append(out.Also, note.Also...)
		out.Source = note.Source
		b.WriteString(upper(note.Says) + ".\n\n")
		if note.Text != "" {
			b.WriteString(note.Text + "\n\n")
		}
	}
	b.WriteString("## What is read from it\n\n")
	for _, a := range s.Reveals {
		fmt.Fprintf(&b, "- %s: %s\n", a, areaSays(a))
	}
	if s.Sampled {
		b.WriteString("- It is run twice when a tunnel is up: counters and states are compared.\n")
	}
	if s.Optional {
		b.WriteString("- A refusal is no fault: the diagnosis goes on without it.\n")
	}
	out.Rules = l.fed(s)
	out.Text = strings.TrimSpace(b.String())
	return out
}

// fed are the rules that read what a command shows.
func (l *Library) fed(s *parsers.Step) []string {
	var out []string
	for id, areas := range l.areas {
		if slices.ContainsFunc(s.Reveals, func(a ipsec.Area) bool { return slices.Contains(areas, a) }) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Commands returns the commands of a platform: those the program runs, in the
// order in which it does, then those of people and those never to be run.
func (l *Library) Commands(platform string) []*Item {
	var out []*Item
	for _, i := range l.Items {
		if i.Kind == string(knowledge.Command) && i.Platform == platform {
			out = append(out, i)
		}
	}
	out = slices.DeleteFunc(out, func(i *Item) bool { return i.Run == RunPasted })
	rank := map[string]int{RunTool: 0, RunPerson: 1, RunNever: 2}
	slices.SortStableFunc(out, func(a, b *Item) int { return rank[a.Run] - rank[b.Run] })
	return out
}

// parts are the headings of the command reference.
var parts = []struct{ run, heading string }{
	{RunTool, "Run by ipsec-diag (read-only)"},
	{RunPerson, "For a person (changes nothing, not run here)"},
	{RunNever, "Never run here: it changes something, loads the device, or prints keys"},
}

// Reference is the command reference of a platform in Markdown.
func (l *Library) Reference(title string, items []*Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", title)
	for _, part := range parts {
		first := true
		for _, i := range items {
			if i.Run != part.run {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n## %s\n\n", part.heading)
				first = false
			}
			fmt.Fprintf(&b, "- `%s`%s: %s.\n", i.Name, others(i), l.limits(i))
		}
	}
	return b.String()
}

// others are commands that do the same.
func others(i *Item) string {
	if i.Run == RunTool || len(i.Also) == 0 {
		return ""
	}
	return ", `" + strings.Join(i.Also, "`, `") + "`"
}

// limits are what a command shows and what it does not.
func (l *Library) limits(i *Item) string {
	says := upper(strings.TrimSuffix(i.Says, "."))
	if i.Run != RunTool {
		return says
	}
	if first, _, _ := strings.Cut(i.Text, "\n"); first != "" && !strings.HasPrefix(first, "##") {
		says += ". Mind: " + lower(strings.TrimSuffix(first, "."))
	}
	return says
}

// lower begins a clause with a small letter, unless it begins with a name.
func lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' || strings.HasPrefix(s, "A ") {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
