package bundle

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// keepVisible lets the addresses stay that an audience has to see.
func keepVisible(m *pseudonym.Map, run *report.Run, a Audience) {
	for _, d := range run.Diagnoses {
		if !a.hides(gateways) {
			for _, text := range gatewaysOf(d.Case) {
				if addr, err := netip.ParseAddr(text); err == nil {
					m.Keep(netip.PrefixFrom(addr, addr.BitLen()))
				}
			}
		}
		if !a.hides(selectors) {
			for _, s := range selectorsOf(d.Case) {
				if p, ok := covering(s); ok {
					m.Keep(p)
				}
			}
		}
	}
}

// gatewaysOf are the addresses between which a tunnel's packets travel.
func gatewaysOf(c *engine.Case) []string {
	var out []string
	for _, end := range []*engine.End{&c.Local, &c.Remote} {
		if !end.Read() {
			out = append(append(out, end.Name), end.Addresses...)
		}
		for _, sa := range end.IKESAs {
			out = append(out, sa.Local.Address, sa.Remote.Address)
		}
		for _, sa := range end.ChildSAs {
			out = append(out, sa.Local.Address, sa.Remote.Address)
		}
		for _, p := range end.Peers {
			out = append(append(out, p.LocalAddrs...), p.RemoteAddrs...)
		}
	}
	return out
}

func selectorsOf(c *engine.Case) []ipsec.Selector {
	var out []ipsec.Selector
	for _, end := range []*engine.End{&c.Local, &c.Remote} {
		for _, sa := range end.ChildSAs {
			out = append(append(out, sa.LocalTS...), sa.RemoteTS...)
		}
		for _, p := range end.Peers {
			for _, child := range p.Policies {
				out = append(append(out, child.LocalTS...), child.RemoteTS...)
			}
		}
	}
	return out
}

// covering is the smallest prefix around a selector.
func covering(s ipsec.Selector) (netip.Prefix, bool) {
	if !s.Valid() {
		return netip.Prefix{}, false
	}
	for bits := s.From.BitLen(); bits >= 0; bits-- {
		if p, err := s.From.Prefix(bits); err == nil && p.Contains(s.To) {
			return p, true
		}
	}
	return netip.Prefix{}, false
}

// addNames gives pseudonyms to the names in contents, sorted so that the same
// contents give the same ones. It returns the names that were left.
func addNames(m *pseudonym.Map, c *Contents, run *report.Run, a Audience) (left []string) {
	n := namesOf(c, run)
	if !a.hides(identities) {
		for _, id := range identitiesOf(run) {
			m.Leave(id)
		}
	}
	for _, kind := range []string{"device", "tunnel", "site", "zone", "tag", "conn", "id"} {
		if kind == "id" && !a.hides(identities) || kind != "id" && !a.hides(own) {
			continue
		}
		for _, name := range n.sorted(kind) {
			short, _, dotted := strings.Cut(name, ".")
			switch {
			case isAddress(name):
			case dotted && m.Host(name):
			case !m.Add(kind, name) && strings.Trim(name, "0123456789") != "":
				left = append(left, name)
			}
			if kind == "device" && dotted && !isAddress(name) {
				m.Same(short, name)
			}
		}
	}
	slices.Sort(left)
	return slices.Compact(left)
}

func isAddress(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(s)
	return err == nil
}

// nameSet are names by kind.
type nameSet map[string]map[string]bool

func (n nameSet) add(kind string, names ...string) {
	if n[kind] == nil {
		n[kind] = map[string]bool{}
	}
	for _, name := range names {
		if name = strings.TrimSpace(name); name != "" {
			n[kind][name] = true
		}
	}
}

func (n nameSet) sorted(kind string) []string {
	var out []string
	for name := range n[kind] {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// hostIn finds what a device calls itself, and who wrote a line of a system log.
var hostIn = regexp.MustCompile(`(?m)^(?:\d{4}-\d\d-\d\dT\S+|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ([\w.-]*[a-zA-Z][\w.-]*) [\w./()-]+(?:\[\d+\])?:|` +
	`^[ \t]*(?:set )?(?:system )?(?:hostname|host-name) "?([\w.-]*[a-zA-Z][\w.-]*)`)

// namesOf gathers the names of devices, of the inventory and of connections.
func namesOf(c *Contents, run *report.Run) nameSet {
	n := nameSet{}
	for _, one := range c.Captures {
		n.add("device", one.Device)
		for _, o := range one.Outputs {
			for _, m := range hostIn.FindAllStringSubmatch(o.Text, -1) {
				n.add("device", m[1]+m[2])
			}
		}
	}
	for _, d := range c.Inventory.Devices {
		n.add("device", d.Name, d.Address)
		n.add("device", d.Aliases...)
		n.add("site", d.Site)
		n.add("zone", d.Zone)
		n.add("tag", d.Tags...)
		n.add("tag", d.Role)
	}
	for _, t := range c.Inventory.Tunnels {
		if t.Name != t.Ends[0]+" to "+t.Ends[1] {
			n.add("tunnel", t.Name)
		}
		n.add("device", t.Ends[0], t.Ends[1])
	}
	for i := range run.Devices {
		if s := run.Devices[i].Snap; s != nil {
			n.snapshot(s)
		}
	}
	return n
}

func (n nameSet) snapshot(s *ipsec.Snapshot) {
	n.add("device", s.Hostname.Or(""))
	for _, p := range s.Peers {
		n.conn(p.Name)
		n.id(p.LocalID, p.RemoteID)
		for _, child := range p.Policies {
			n.conn(child.Name)
			n.conn(child.List.Or(""))
		}
	}
	for _, sa := range s.IKESAs {
		n.conn(sa.Name)
		n.id(sa.LocalID, sa.RemoteID)
	}
	for _, sa := range s.ChildSAs {
		n.conn(sa.Name)
		n.conn(sa.IKEName)
	}
	for _, e := range s.Events {
		n.conn(e.Connection)
		n.id(ipsec.Saw(e.LocalID, e.Ref), ipsec.Saw(e.RemoteID, e.Ref))
	}
}

// conn adds the name of a connection. One of several words is made of what the
// device prints apart, such as a crypto map and the number of its entry.
func (n nameSet) conn(name string) { n.add("conn", strings.Fields(name)...) }

// id adds identities. "%any" is no name, and distinguished names are found by
// their form.
func (n nameSet) id(list ...ipsec.Text) {
	for _, t := range list {
		if id := t.Or(""); !strings.ContainsAny(id, "=%()<>*") {
			n.add("id", id)
		}
	}
}

// identitiesOf are the identities of the tunnels that were judged.
func identitiesOf(run *report.Run) []string {
	var out []string
	for _, d := range run.Diagnoses {
		for _, end := range []*engine.End{&d.Case.Local, &d.Case.Remote} {
			for _, sa := range end.IKESAs {
				out = append(out, sa.LocalID.Or(""), sa.RemoteID.Or(""))
			}
			for _, p := range end.Peers {
				out = append(out, p.LocalID.Or(""), p.RemoteID.Or(""))
			}
		}
	}
	return out
}
