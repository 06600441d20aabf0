package inventory

import (
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A group is what its members share.
type group struct {
	name string
	// key and node are its name and its settings in the file.
	key, node *yaml.Node
	// parents are the groups it is a member of, the first one counts first.
	parents []string
	used    bool
}

// namedGroups reads the section "groups". What is wrong in a group is said
// once, however many members it has.
func (r *reader) namedGroups(n *yaml.Node) {
	r.groups, r.strangers = map[string]*group{}, map[string]bool{}
	if n == nil {
		return
	}
	var inOrder []*group
	r.entries(n, `"groups"`, func(k, v *yaml.Node) {
		g := &group{name: k.Value, key: k, node: v}
		r.groups[k.Value] = g
		inOrder = append(inOrder, g)
	})
	for _, g := range inOrder {
		what := g.what()
		r.mapping(g.node, what, r.groupKeys(&Device{}, what, g.whose()))
		g.parents = r.groupNames(g.node, what)
	}
	r.circles(inOrder)
}

func (g *group) what() string { return `group "` + g.name + `"` }

// whose completes a question for a secret, see login.
func (g *group) whose() string { return ", group " + g.name }

// groupKeys are what devices may share: all but what makes one device.
func (r *reader) groupKeys(dev *Device, what, whose string) []key {
	own := []string{"name", "address", "host_key", "aliases"}
	return slices.DeleteFunc(r.settingKeys(dev, what, whose), func(k key) bool { return slices.Contains(own, k.name) })
}

// groupNames returns the known groups that a device or a group names.
func (r *reader) groupNames(n *yaml.Node, what string) (names []string) {
	list := value(n, "groups")
	if list == nil || isNull(list) { // a key without a value is reported already
		return nil
	}
	for _, item := range r.list(list, "groups of "+what) {
		name, ok := r.text(item, "a group of "+what)
		if !ok {
			continue
		}
		if r.groups[name] == nil {
			nearest := Closest(name, slices.Sorted(maps.Keys(r.groups)))
			r.strangers[nearest] = true
			r.suggest(item, nearest, "%s is in group %q, which is not under \"groups\"", what, name)
			continue
		}
		names = append(names, name)
	}
	return names
}

// circles finds groups that are members of themselves, each circle once.
func (r *reader) circles(inOrder []*group) {
	reported := map[string]bool{}
	for _, g := range inOrder {
		way := r.wayBack(g.name, g.name, map[string]bool{})
		if way == nil || reported[g.name] {
			continue
		}
		for _, name := range way {
			reported[name] = true
		}
		r.problem(g.key, "group %q is a member of itself: %s", g.name, strings.Join(append([]string{g.name}, way...), ", "))
	}
}

// wayBack returns the groups on the way from one group to another, or nil.
func (r *reader) wayBack(from, to string, seen map[string]bool) []string {
	for _, parent := range r.groups[from].parents {
		if parent == to {
			return []string{parent}
		}
		if seen[parent] {
			continue
		}
		seen[parent] = true
		if rest := r.wayBack(parent, to, seen); rest != nil {
			return append([]string{parent}, rest...)
		}
	}
	return nil
}

// lineage returns groups and the groups they are members of, each before the
// ones it counts before.
func (r *reader) lineage(names []string, seen map[string]bool) (all []*group) {
	for _, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		g := r.groups[name]
		all = append(append(all, g), r.lineage(g.parents, seen)...)
	}
	return all
}

// inherit puts what the groups say into a device. Their problems are reported
// already; tags add up, everything else is replaced.
func (r *reader) inherit(dev *Device, names []string) {
	problems, later := r.problems, r.later
	for _, g := range slices.Backward(r.lineage(names, map[string]bool{})) {
		g.used = true
		farther := dev.Tags
		dev.Tags = nil
		r.mapping(g.node, g.what(), r.groupKeys(dev, g.what(), g.whose()))
		dev.Tags = union(dev.Tags, farther)
	}
	r.problems, r.later = problems, later
}

// union returns the words of both lists, each once.
func union(a, b []string) []string {
	for _, word := range b {
		if !slices.Contains(a, word) {
			a = append(a, word)
		}
	}
	return a
}

// unusedGroups reports groups without members. One that a misspelt name was
// meant for is not: that is one mistake, not two.
func (r *reader) unusedGroups() {
	for _, name := range slices.Sorted(maps.Keys(r.groups)) {
		if g := r.groups[name]; !g.used && !r.strangers[name] {
			r.problem(g.key, "group %q has no members; write groups: [%s] at a device, or remove the group", name, name)
		}
	}
}
