package ansible

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
)

// yaml reads an inventory in YAML: groups with hosts, vars and children.
func (t *tree) yaml(name string, data []byte) error {
	root, err := document(name, data)
	if err != nil {
		return err
	}
	if isPlugin(root) {
		return fmt.Errorf("%s: it configures a plugin of Ansible, which is not run; import the output of: ansible-inventory -i %s --list", name, name)
	}
	t.pairs(root, name, func(key string, value *yaml.Node, _ string) { t.yamlGroup(key, value, name, 0) })
	return nil
}

// document parses YAML and returns its root, a mapping.
func document(name string, data []byte) (*yaml.Node, error) {
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	case err != nil:
		return nil, inventory.Problems{inventory.SyntaxProblem(name, data, err)}
	}
	root := follow(doc.Content[0])
	if root.ShortTag() == "!!null" {
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: a mapping is expected here", name, root.Line)
	}
	return root, nil
}

func isPlugin(root *yaml.Node) bool {
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value == "plugin" && root.Content[i+1].Kind == yaml.ScalarNode {
			return true
		}
	}
	return false
}

func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// pairs walks the entries of a mapping, merge keys ("<<") with them; anything
// else is said and left out.
func (t *tree) pairs(n *yaml.Node, file string, each func(key string, value *yaml.Node, where string)) {
	t.pairsIn(n, file, 0, each)
}

func (t *tree) pairsIn(n *yaml.Node, file string, depth int, each func(string, *yaml.Node, string)) {
	n = follow(n)
	at := place(file, n)
	switch {
	case n.ShortTag() == "!!null" && n.Kind == yaml.ScalarNode:
		return
	case n.Kind != yaml.MappingNode || depth > maxDepth:
		t.Note(source.DroppedLine, at, "", "", "a mapping is expected here")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			t.pairsIn(n.Content[i+1], file, depth+1, each) // what stands here itself follows
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; key.Tag != "!!merge" {
			each(key.Value, follow(n.Content[i+1]), place(file, key))
		}
	}
}

// place is file:line, or the file for what was not read from lines.
func place(file string, n *yaml.Node) string {
	if n.Line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, n.Line)
}

// maxGroups bounds how often groups are read: an anchor may hold itself, or
// stand for itself many times over.
const maxGroups = 100000

// yamlGroup reads one group.
func (t *tree) yamlGroup(name string, n *yaml.Node, file string, depth int) {
	if t.visits++; depth > maxDepth || t.visits > maxGroups {
		t.Note(source.DroppedGroup, place(file, n), "", name, "groups inside groups without an end")
		return
	}
	g := t.group(name)
	g.declared = true
	t.pairs(n, file, func(key string, value *yaml.Node, where string) {
		switch key {
		case "hosts":
			t.pairs(value, file, func(host string, vars *yaml.Node, where string) {
				t.yamlHost(name, host, vars, file, where)
			})
		case "vars":
			t.pairs(value, file, func(key string, value *yaml.Node, where string) {
				if v := nodeValue(value, where); t.keep(key, "", v) {
					g.set(key, v)
				}
			})
		case "children":
			t.pairs(value, file, func(child string, value *yaml.Node, where string) {
				t.yamlGroup(child, value, file, depth+1)
				t.child(name, child, where)
			})
		default:
			t.Note(source.DroppedLine, where, "", key, "a group has hosts, vars and children")
		}
	})
}

// yamlHost reads one host, or a range of them.
func (t *tree) yamlHost(in, pattern string, n *yaml.Node, file, where string) {
	hosts, port, err := hostNames(pattern)
	if err != nil {
		t.Note(source.DroppedHost, where, pattern, "", err.Error())
		return
	}
	for _, name := range hosts {
		h := t.host(name, in, where)
		if port != "" {
			h.vars["ansible_port"] = variable{text: port, where: where}
		}
	}
	t.pairs(n, file, func(key string, value *yaml.Node, where string) {
		v := nodeValue(value, where)
		if !t.keep(key, hosts[0], v) {
			return
		}
		for _, name := range hosts {
			t.hosts[name].vars[key] = v
		}
	})
}

// json reads what "ansible-inventory --list" or a script of an inventory prints.
func (t *tree) json(name string, data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var all map[string]any
	if err := dec.Decode(&all); err != nil {
		return fmt.Errorf("%s: not valid JSON: %s", name, jsonReason(err, data))
	}
	var root yaml.Node
	if err := root.Encode(all); err != nil {
		return fmt.Errorf("%s: not valid JSON: %w", name, err)
	}
	var later []func()
	t.pairs(&root, name, func(key string, value *yaml.Node, _ string) {
		if key == "_meta" {
			later = append(later, func() { t.meta(value, name) })
			return
		}
		t.jsonGroup(key, value, name)
	})
	for _, read := range later {
		read()
	}
	return nil
}

// jsonReason says where JSON breaks, without the text.
func jsonReason(err error, data []byte) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("line %d", bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))+1)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it is cut off"
	}
	return "an object is expected"
}

// jsonGroup reads a group: an object, or a list of hosts as old scripts print.
func (t *tree) jsonGroup(name string, n *yaml.Node, file string) {
	g := t.group(name)
	g.declared = true
	if n.Kind == yaml.SequenceNode {
		t.members(n, file, func(host string) { t.host(host, name, file) })
		return
	}
	t.pairs(n, file, func(key string, value *yaml.Node, where string) {
		switch key {
		case "hosts":
			t.members(value, file, func(host string) { t.host(host, name, file) })
		case "children":
			t.members(value, file, func(child string) { t.child(name, child, file) })
		case "vars":
			t.pairs(value, file, func(key string, value *yaml.Node, where string) {
				if v := nodeValue(value, where); t.keep(key, "", v) {
					g.set(key, v)
				}
			})
		default:
			t.Note(source.DroppedLine, where, "", key, "a group has hosts, vars and children")
		}
	})
}

func (t *tree) members(n *yaml.Node, file string, each func(string)) {
	if n.Kind != yaml.SequenceNode {
		t.Note(source.DroppedLine, file, "", "", "a list of names is expected here")
		return
	}
	for _, item := range n.Content {
		if name := strings.TrimSpace(item.Value); item.Kind == yaml.ScalarNode && name != "" {
			each(name)
		}
	}
}

// meta reads _meta.hostvars.
func (t *tree) meta(n *yaml.Node, file string) {
	t.pairs(n, file, func(key string, value *yaml.Node, _ string) {
		if key != "hostvars" {
			return // "profile" says how the file was written
		}
		t.pairs(value, file, func(host string, vars *yaml.Node, _ string) {
			h := t.hosts[host]
			if h == nil {
				h = t.host(host, ungrouped, file)
			}
			t.pairs(vars, file, func(key string, value *yaml.Node, where string) {
				if v := nodeValue(value, where); t.keep(key, host, v) {
					h.vars[key] = v
				}
			})
		})
	})
}
