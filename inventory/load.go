package inventory

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gopkg.in/yaml.v3"
)

// Load reads an inventory file, see [Read].
func Load(path string, platforms ...string) (*Inventory, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, Problems{{File: path, Message: "cannot read the inventory: " + reason(err)}}
	}
	return Read(path, data, platforms...)
}

// reason is an error of the file system without the path, which is said already.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// Parse reads an inventory. When something is wrong the error is [Problems]
// and holds all of it. With platforms given, a device may name only those.
func Parse(path string, data []byte, platforms ...string) (*Inventory, error) {
	r := &reader{file: path, platforms: platforms}
	root := r.document(data)
	if root == nil {
		return nil, r.problems
	}
	inv := r.inventory(root)
	if len(r.problems) > 0 {
		return nil, r.problems.Sorted()
	}
	inv.Path = path
	return inv, nil
}

// A reader turns YAML nodes into an inventory and notes every problem.
type reader struct {
	file      string
	platforms []string
	logins    map[string]Login
	groups    map[string]*group
	// strangers are the groups that misspelt names were probably meant for.
	strangers map[string]bool
	problems  Problems
	index     map[string]*Device
	// later are checks that need the whole inventory.
	later []func(*Inventory)
}

// problem notes one problem at a node.
func (r *reader) problem(n *yaml.Node, format string, args ...any) {
	r.suggest(n, "", format, args...)
}

// suggest notes one problem with the name that was probably meant.
func (r *reader) suggest(n *yaml.Node, nearest, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: r.file, Line: n.Line, Message: fmt.Sprintf(format, args...), Suggestion: nearest})
}

// inventory reads the root mapping. Sections are read in an order that lets
// the later ones refer to the earlier ones, wherever they stand in the file.
func (r *reader) inventory(root *yaml.Node) *Inventory {
	var logins, defaults, groups, devices, tunnels *yaml.Node
	r.mapping(root, "the inventory", rootKeys(&logins, &defaults, &groups, &devices, &tunnels))
	inv := &Inventory{}
	r.namedLogins(logins)
	base := r.defaults(defaults)
	r.namedGroups(groups)
	if devices == nil && root.Kind == yaml.MappingNode {
		r.problem(root, `the inventory has no list "devices"`)
	}
	r.devices(devices, base, inv)
	r.unusedGroups()
	r.tunnels(tunnels, inv)
	for _, check := range r.later {
		check(inv)
	}
	return inv
}

func rootKeys(logins, defaults, groups, devices, tunnels **yaml.Node) []key {
	keep := func(to **yaml.Node) func(*yaml.Node) {
		return func(n *yaml.Node) { *to = n }
	}
	return []key{
		{"logins", keep(logins)},
		{"defaults", keep(defaults)},
		{"groups", keep(groups)},
		{"devices", keep(devices)},
		{"tunnels", keep(tunnels)},
	}
}
