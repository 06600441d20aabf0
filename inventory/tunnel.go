package inventory

import (
	"fmt"
	"net/netip"

	"gopkg.in/yaml.v3"
)

// The words for Tunnel.OnDemand in a file.
const (
	alwaysOn = "always-on"
	onDemand = "on-demand"
)

// tunnels reads the list of intended tunnels.
func (r *reader) tunnels(n *yaml.Node, inv *Inventory) {
	if n == nil {
		return
	}
	first := map[string]int{}
	for i, item := range r.list(n, `"tunnels"`) {
		item = follow(item)
		t := r.tunnel(item, i, inv)
		if line, twice := first[t.Name]; twice && t.Name != "" {
			r.problem(item, "two tunnels are called %q; the first is on line %d", t.Name, line)
			continue
		}
		first[t.Name] = item.Line
		inv.Tunnels = append(inv.Tunnels, t)
	}
}

func (r *reader) tunnel(n *yaml.Node, i int, inv *Inventory) Tunnel {
	var t Tunnel
	what := label("tunnel", n, i)
	r.mapping(n, what, r.tunnelKeys(&t, what, inv))
	if n.Kind == yaml.MappingNode && value(n, "ends") == nil {
		r.problem(n, `%s has no "ends"; write the two devices: ends: [a, b]`, what)
	}
	if t.Name == "" && t.Ends[0] != "" {
		t.Name = fmt.Sprintf("%s to %s", t.Ends[0], t.Ends[1])
	}
	return t
}

func (r *reader) tunnelKeys(t *Tunnel, what string, inv *Inventory) []key {
	of := " of " + what
	return []key{
		{"name", r.textInto(&t.Name, "the name"+of)},
		{"ends", r.endsInto(&t.Ends, what, inv)},
		{"mode", r.modeInto(&t.OnDemand, what)},
		{"disabled", r.switchInto(&t.Disabled, "disabled"+of)},
		{"selectors", r.selectorsInto(&t.Selectors, what)},
		{"flows", r.flowsInto(&t.Flows, what)},
	}
}

// endsInto reads the two ends. A tunnel that leads to no device at all cannot
// be looked at, and one between a device and itself is a slip.
func (r *reader) endsInto(to *[2]string, what string, inv *Inventory) func(*yaml.Node) {
	return func(n *yaml.Node) {
		items := r.list(n, "ends of "+what)
		if n.Kind == yaml.SequenceNode && len(items) != 2 {
			r.problem(n, "a tunnel has two ends; %s has %d", what, len(items))
		}
		if len(items) != 2 {
			return
		}
		for i, item := range items {
			s, ok := r.text(item, "an end of "+what)
			if !ok {
				return
			}
			if to[i], ok = r.end(item, s, what, inv); !ok {
				return
			}
		}
		r.checkEnds(n, *to, what, inv)
	}
}

func (r *reader) checkEnds(n *yaml.Node, ends [2]string, what string, inv *Inventory) {
	switch {
	case ends[0] == ends[1]:
		r.problem(n, "both ends of %s are %q", what, ends[0])
	case inv.Device(ends[0]) == nil && inv.Device(ends[1]) == nil:
		r.problem(n, "neither end of %s is a device of this inventory: there is nobody to ask", what)
	}
}

// end returns the name of the device at an end, or the address of an end that
// is no device.
func (r *reader) end(n *yaml.Node, s, what string, inv *Inventory) (string, bool) {
	if inv.Device(s) != nil {
		return s, true
	}
	if dev := inv.ByAddress(s); dev != nil {
		return dev.Name, true
	}
	if addr, err := netip.ParseAddr(s); err == nil && !addr.IsUnspecified() {
		return s, true
	}
	r.suggest(n, inv.Nearest(s), "%s ends at %q, which is neither a device of this inventory nor an address", what, s)
	return s, false
}

func (r *reader) modeInto(to *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "mode of "+what)
		switch {
		case !ok:
		case s == alwaysOn:
			*to = false
		case s == onDemand:
			*to = true
		default:
			r.suggest(n, Closest(s, []string{alwaysOn, onDemand}), "mode %q of %s is neither %s nor %s", s, what, alwaysOn, onDemand)
		}
	}
}
