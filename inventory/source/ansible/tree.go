package ansible

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"ipsec-diag/inventory/source"
)

// ungrouped is the group of hosts that no other group has but "all".
const ungrouped = "ungrouped"

// maxDepth bounds groups inside groups.
const maxDepth = 100

// A group is one group of the inventory.
type group struct {
	name     string
	children map[string]bool
	parents  map[string]bool
	// vars are those that the inventory gives, files those of group_vars.
	vars, files vars
	// priority decides between groups of one depth (ansible_group_priority).
	priority, depth int
	// declared is false while the group was only mentioned, at where.
	declared bool
	where    string
}

// A host is one host of the inventory.
type host struct {
	name, where string
	groups      map[string]bool
	vars, files vars
}

func (t *tree) group(name string) *group {
	g := t.groups[name]
	if g == nil {
		g = &group{name: name, children: map[string]bool{}, parents: map[string]bool{}, vars: vars{}, files: vars{}, priority: 1}
		t.groups[name] = g
	}
	return g
}

// host returns a host of a group, which comes to exist with its first mention.
func (t *tree) host(name, in, where string) *host {
	h := t.hosts[name]
	if h == nil {
		h = &host{name: name, where: where, groups: map[string]bool{}, vars: vars{}, files: vars{}}
		t.hosts[name] = h
	}
	h.groups[in] = true
	t.group(in)
	return h
}

// child puts a group into another, unless that would make a circle.
func (t *tree) child(parent, child, where string) {
	if parent == child || t.holds(child, parent, map[string]bool{}) {
		t.Note(source.DroppedGroup, where, "", child, "it would hold itself, as a child of %q", parent)
		return
	}
	t.group(parent).children[child] = true
	g := t.group(child)
	g.parents[parent] = true
	g.where = cmp.Or(g.where, where)
}

// holds reports whether a group is inside another, at any depth. Seen are the
// groups that were looked into.
func (t *tree) holds(outer, inner string, seen map[string]bool) bool {
	g := t.groups[outer]
	if g == nil || seen[outer] {
		return false
	}
	seen[outer] = true
	for name := range g.children {
		if name == inner || t.holds(name, inner, seen) {
			return true
		}
	}
	return false
}

// set sets a variable of a group.
func (g *group) set(name string, v variable) {
	if n, err := strconv.Atoi(v.text); err == nil && name == "ansible_group_priority" {
		g.priority = n
	}
	g.vars[name] = v
}

// finish says what was mentioned and never declared, and gives every group its
// depth: one more than the deepest of the groups that it is in.
func (t *tree) finish() {
	for _, name := range slices.Sorted(maps.Keys(t.groups)) {
		g := t.groups[name]
		if !g.declared && g.where != "" && name != "all" && name != ungrouped {
			t.Note(source.DroppedGroup, g.where, "", name, "it is named here and stands nowhere as a group with hosts, variables or children")
		}
		if len(g.parents) == 0 && name != "all" {
			g.parents["all"] = true
		}
	}
	known := map[string]bool{"all": true}
	for _, g := range t.groups {
		t.deepen(g, known, 0)
	}
}

func (t *tree) deepen(g *group, known map[string]bool, guard int) int {
	if known[g.name] || guard > maxDepth {
		return g.depth
	}
	for name := range g.parents {
		if p := t.groups[name]; p != nil {
			g.depth = max(g.depth, t.deepen(p, known, guard+1)+1)
		}
	}
	known[g.name] = true
	return g.depth
}

// groupsOf are the groups of a host but "all", those that hold its groups too,
// in the order in which a later one counts before an earlier one.
func (t *tree) groupsOf(h *host) []*group {
	seen := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		if seen[name] || name == "all" {
			return
		}
		seen[name] = true
		if g := t.groups[name]; g != nil {
			for p := range g.parents {
				add(p)
			}
		}
	}
	for name := range h.groups {
		add(name)
	}
	out := make([]*group, 0, len(seen))
	for name := range seen {
		out = append(out, t.group(name))
	}
	slices.SortFunc(out, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(a.priority, b.priority), cmp.Compare(a.name, b.name))
	})
	return out
}

// variables are those of a host after all groups and files were asked: the
// inventory's groups, then group_vars/all, then the other group_vars, then the
// inventory's host, then host_vars.
func (t *tree) variables(h *host) vars {
	out := vars{}
	groups := t.groupsOf(h)
	maps.Copy(out, t.groups["all"].vars)
	for _, g := range groups {
		maps.Copy(out, g.vars)
	}
	maps.Copy(out, t.groups["all"].files)
	for _, g := range groups {
		maps.Copy(out, g.files)
	}
	maps.Copy(out, h.vars)
	maps.Copy(out, h.files)
	return out
}
