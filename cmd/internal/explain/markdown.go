package explain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Markdown is the whole card of an item. With a platform, what is for others
// is left out.
func (l *Library) Markdown(i *Item, platform string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", Heading(i), upper(strings.TrimSuffix(i.Says, "."))+".")
	if i.Run != "" {
		fmt.Fprintf(&b, "\n%s\n", runs[i.Run])
	}
	if i.Text != "" {
		fmt.Fprintf(&b, "\n%s\n", l.only(i.Text, platform))
	}
	if also := alsoShown(i); len(also) > 0 {
		fmt.Fprintf(&b, "\nAlso: %s.\n", strings.Join(also, "; "))
	}
	b.WriteString(l.list("Rules", i.Rules))
	if i.Source != "" {
		fmt.Fprintf(&b, "\nSource: %s.\n", strings.TrimSuffix(i.Source, "."))
	}
	return b.String()
}

// runs say who may run a command.
var runs = map[string]string{
	RunTool:   "ipsec-diag runs it.",
	RunPerson: "It changes nothing; ipsec-diag does not run it, a person may.",
	RunPasted: "ipsec-diag does not run it; it reads the output when it is pasted or saved.",
	RunNever:  "ipsec-diag never runs it: it changes something, loads the device, or prints keys.",
}

// Heading names an item with its kind and platform.
func Heading(i *Item) string {
	what := i.Kind
	if i.Platform != "" {
		what += ", " + i.Platform
	}
	if i.Title != "" {
		return fmt.Sprintf("%s (%s %s)", i.Title, what, i.Name)
	}
	return fmt.Sprintf("%s (%s)", sample(i.Name), what)
}

// sample is a name as people read it: "..." stands for what varies.
func sample(name string) string { return strings.ReplaceAll(name, hole, "...") }

// alsoShown are the other names worth showing: not those a rule or a parser
// only knows by a part.
func alsoShown(i *Item) []string {
	if i.Kind == Rule || i.Kind == Step || i.Title != "" {
		return nil
	}
	var out []string
	for _, name := range i.Also {
		if len(name) > 3 && !strings.HasSuffix(name, "_") && !strings.HasPrefix(name, "_") {
			out = append(out, sample(name))
		}
	}
	return out
}

// forPlatform is the head of a list item that may be of one platform.
var forPlatform = regexp.MustCompile(`^- \[([^\]]*)\]`)

// only leaves out the list items for other platforms.
func (l *Library) only(text, platform string) string {
	if platform == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		m := forPlatform.FindStringSubmatch(line)
		return m != nil && !strings.Contains(m[1], platform) && l.namesOther(m[1], platform)
	}), "\n")
}

func (l *Library) namesOther(head, platform string) bool {
	for _, p := range l.platforms {
		if p.Name != platform && strings.Contains(head, p.Name) {
			return true
		}
	}
	return false
}
