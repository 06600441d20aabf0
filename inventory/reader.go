package inventory

import (
	"strings"
	"time"
	"unicode"

	"gopkg.in/yaml.v3"
)

// A key is one key of a mapping and what to do with its value.
type key struct {
	name string
	read func(*yaml.Node)
}

// mapping reads a mapping that may hold these keys and no others.
func (r *reader) mapping(n *yaml.Node, what string, keys []key) {
	known := make(map[string]func(*yaml.Node), len(keys))
	names := make([]string, len(keys))
	for i, k := range keys {
		known[k.name], names[i] = k.read, k.name
	}
	r.entries(n, what, func(k, value *yaml.Node) {
		if read := known[k.Value]; read != nil {
			read(value)
			return
		}
		r.unknownKey(k, what, names)
	})
}

func (r *reader) unknownKey(k *yaml.Node, what string, names []string) {
	if k.Value == "<<" {
		r.problem(k, `merge keys ("<<") are not read; use "defaults" and named "logins" instead`)
		return
	}
	nearest := Closest(k.Value, names)
	if nearest == "" {
		r.problem(k, "unknown key %q in %s; its keys are: %s", k.Value, what, strings.Join(names, ", "))
		return
	}
	r.suggest(k, nearest, "unknown key %q in %s", k.Value, what)
}

// entries calls do for each key of a mapping that has a value and was not seen
// before.
func (r *reader) entries(n *yaml.Node, what string, do func(k, value *yaml.Node)) {
	if n = follow(n); n.Kind != yaml.MappingNode {
		r.problem(n, `%s must hold lines like "key: value", not %s`, what, kind(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, value := n.Content[i], follow(n.Content[i+1])
		switch first, twice := seen[k.Value]; {
		case k.Kind != yaml.ScalarNode:
			r.problem(k, "a key of %s must be a word", what)
		case twice:
			r.problem(k, "key %q stands twice in %s; the first is on line %d", k.Value, what, first)
		case isNull(value):
			seen[k.Value] = k.Line
			r.problem(k, "key %q in %s has no value; write one or remove the line", k.Value, what)
		default:
			seen[k.Value] = k.Line
			do(k, value)
		}
	}
}

// list returns the items of a list.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	n = follow(n)
	if n.Kind == yaml.ScalarNode {
		r.problem(n, "%s must be a list; put the value in [ ]", what)
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.problem(n, `%s must be a list: items that begin with "- "`, what)
		return nil
	}
	return n.Content
}

// text returns a one-line value exactly as it is written.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	n = follow(n)
	switch {
	case n.Kind != yaml.ScalarNode:
		r.problem(n, "%s must be a single value, not %s", what, kind(n))
	case isNull(n):
		r.problem(n, "%s has no value", what)
	case strings.ContainsFunc(n.Value, unprintable):
		r.problem(n, "%s holds a line break or a character that cannot be printed", what)
	case n.Value != strings.TrimSpace(n.Value):
		r.problem(n, "%s begins or ends with a blank", what)
	default:
		return n.Value, true
	}
	return "", false
}

func unprintable(c rune) bool { return !unicode.IsPrint(c) }

// textInto reads a value that may be any text.
func (r *reader) textInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if s, ok := r.text(n, what); ok {
			*to = s
		}
	}
}

// textsInto reads a list of texts.
func (r *reader) textsInto(to *[]string, what, each string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = nil
		for _, item := range r.list(n, what) {
			if s, ok := r.text(item, each); ok {
				*to = append(*to, s)
			}
		}
	}
}

// switchInto reads true or false and nothing that only looks like it.
func (r *reader) switchInto(to *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			r.problem(n, "%s must be true or false", what)
			return
		}
		*to = strings.EqualFold(n.Value, "true")
	}
}

// timeoutInto reads a duration with its unit.
func (r *reader) timeoutInto(to *time.Duration, of string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "timeout"+of)
		if !ok {
			return
		}
		d, err := time.ParseDuration(s)
		if err != nil || d <= 0 {
			r.problem(n, "timeout %q%s is not a time with its unit; write for example 30s or 2m", s, of)
			return
		}
		*to = d
	}
}

// follow returns the node an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// kind says what a node is, for a reader who does not know YAML's words.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return `lines like "key: value"`
	case yaml.SequenceNode:
		return "a list"
	default:
		return "a single value"
	}
}
