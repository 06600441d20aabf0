package inventory

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// ParseHosts reads one device a line: [user@]host[:port]. Ranges count, "#"
// begins a comment, and a line that stands there twice is one device.
func ParseHosts(path string, data []byte, platforms ...string) (*Inventory, error) {
	r := &reader{file: path, platforms: platforms}
	var items []target
	hosts, seen := map[string]int{}, map[string]bool{}
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		if text = uncommented(text); text == "" || seen[text] {
			continue
		}
		seen[text] = true
		if strings.ContainsAny(text, " \t,;") {
			r.problem(&yaml.Node{Line: line}, "a host list has one device a line: [user@]host[:port]; what says more is a table with a header like: name,address,platform")
			continue
		}
		t := cutTarget(text, line)
		hosts[t.host]++
		items = append(items, t)
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, t := range items {
		list.Content = append(list.Content, t.node(hosts[t.host] > 1))
	}
	return r.fromDevices(list)
}

// fromDevices reads devices that were written in another form than YAML.
func (r *reader) fromDevices(list *yaml.Node) (*Inventory, error) {
	root := &yaml.Node{Kind: yaml.MappingNode, Line: 1}
	root.Content = []*yaml.Node{scalar("devices", 1), list}
	inv := r.inventory(root)
	if len(r.problems) > 0 {
		return nil, r.problems.Sorted()
	}
	inv.Path = r.file
	return inv, nil
}

// A target is a line of a host list.
type target struct {
	user, host, port string
	line             int
}

func cutTarget(text string, line int) target {
	t := target{host: strings.TrimPrefix(text, "ssh://"), line: line}
	if i := strings.LastIndexByte(t.host, '@'); i >= 0 {
		t.user, t.host = t.host[:i], t.host[i+1:]
	}
	if i := strings.LastIndexByte(t.host, ':'); withPort.MatchString(t.host) {
		t.host, t.port = t.host[:i], t.host[i+1:]
	}
	if !HasRange(t.host) {
		t.host = strings.Trim(t.host, "[]")
	}
	return t
}

// node is the device as an inventory has it. One of several on the same host
// has the port in its name.
func (t target) node(shared bool) *yaml.Node {
	name := t.host
	if shared && t.port != "" {
		name += ":" + t.port
	}
	n := mappingOf(t.line, "name", scalar(name, t.line), "address", scalar(t.host, t.line))
	if t.port != "" {
		n.Content = append(n.Content, scalar("port", t.line), scalar(t.port, t.line))
	}
	if t.user != "" {
		n.Content = append(n.Content, scalar("login", t.line), mappingOf(t.line, "user", scalar(t.user, t.line)))
	}
	return n
}

func scalar(text string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: line}
}

// mappingOf builds a mapping from keys and values in turn.
func mappingOf(line int, pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Line: line}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Content = append(n.Content, scalar(pairs[i].(string), line), pairs[i+1].(*yaml.Node))
	}
	return n
}
