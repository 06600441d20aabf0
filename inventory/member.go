package inventory

import (
	"net/netip"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// members returns the devices that an item with ranges stands for: the name,
// the address and the aliases count in step. An item without ranges is itself.
func (r *reader) members(n *yaml.Node, what string) []*yaml.Node {
	texts := rangeTexts(n)
	if texts == nil {
		return []*yaml.Node{n}
	}
	count, problems := 0, len(r.problems)
	expanded := map[*yaml.Node][]string{}
	for _, text := range texts {
		members, err := Expand(text.Value)
		if err != nil {
			r.problem(text, "%s: %v", what, err)
			continue
		}
		count = max(count, len(members))
		expanded[text] = members
	}
	if len(r.problems) == problems {
		r.inStep(n, texts, expanded, count, what)
	}
	if len(r.problems) > problems {
		return nil
	}
	out := make([]*yaml.Node, count)
	for i := range out {
		out[i] = member(n, func(text *yaml.Node) string { return pick(expanded[text], text.Value, i) })
	}
	return out
}

func pick(members []string, whole string, i int) string {
	if members == nil {
		return whole
	}
	return members[i]
}

// inStep demands that all ranges of a device have the same number of members.
func (r *reader) inStep(n *yaml.Node, texts []*yaml.Node, expanded map[*yaml.Node][]string, count int, what string) {
	for _, text := range texts {
		if have := len(expanded[text]); have != count {
			r.problem(text, "%s: %q stands for %d, other ranges of it for %d; they count in step", what, text.Value, have, count)
		}
	}
	if pin := value(n, "host_key"); pin != nil {
		r.problem(pin, "%s stands for %d devices, which cannot have one host key", what, count)
	}
}

// rangeTexts returns the name, the address and the aliases of an item when one
// of them has brackets, or nil.
func rangeTexts(n *yaml.Node) (out []*yaml.Node) {
	for _, name := range []string{"name", "address", "aliases"} {
		v := value(n, name)
		switch {
		case v == nil:
		case v.Kind == yaml.SequenceNode:
			for _, item := range v.Content {
				out = append(out, follow(item))
			}
		default:
			out = append(out, v)
		}
	}
	out = slices.DeleteFunc(out, func(v *yaml.Node) bool { return v.Kind != yaml.ScalarNode })
	if !slices.ContainsFunc(out, func(v *yaml.Node) bool { return HasRange(v.Value) }) {
		return nil
	}
	return out
}

// HasRange reports whether a text has brackets, other than those around an
// IPv6 address (RFC 3986, section 3.2.2).
func HasRange(text string) bool {
	inside, _, _ := strings.Cut(strings.TrimPrefix(text, "["), "]")
	if _, err := netip.ParseAddr(inside); err == nil {
		return false
	}
	return strings.ContainsAny(text, "[]")
}

// member copies an item with other texts. Only what rangeTexts looks at differs.
func member(n *yaml.Node, text func(*yaml.Node) string) *yaml.Node {
	out := *n
	out.Content = slices.Clone(n.Content)
	for i := 0; i+1 < len(n.Content); i += 2 {
		v := follow(n.Content[i+1])
		switch n.Content[i].Value {
		case "name", "address":
			out.Content[i+1] = withText(v, text)
		case "aliases":
			list := *v
			list.Content = make([]*yaml.Node, len(v.Content))
			for j, item := range v.Content {
				list.Content[j] = withText(follow(item), text)
			}
			out.Content[i+1] = &list
		}
	}
	return &out
}

func withText(n *yaml.Node, text func(*yaml.Node) string) *yaml.Node {
	out := *n
	if n.Kind == yaml.ScalarNode {
		out.Value = text(n)
	}
	return &out
}
