package ciscoios

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// finishConf makes connections and rules of all parts of the configuration that
// were read, and puts them with what "show crypto map" said.
func finishConf(s *ipsec.Snapshot) {
	c := newConf(&ipsec.Snapshot{}, nil)
	c.global.version = s.Version.Or("")
	read := false
	for _, src := range s.Sources {
		if isConfCommand(src.Command) && (src.Answer == ipsec.Answered || src.Answer == ipsec.Truncated) {
			c.again(src)
			read = true
		}
	}
	if !read {
		return
	}
	c.onceInterfaces()
	oneSuites(s)
	oneLists(s)
	s.AccessLists = c.objects.Expand(s.AccessLists)
	oneRoutes(s)
	c.addNAT(s)
	c.markUsed(s)
	for _, p := range c.peers(s) {
		addConfPeer(s, p)
	}
}

// again reads an output a second time, for what refers to other outputs.
func (c *conf) again(src *ipsec.Source) {
	c.src = src
	c.read(parsers.TextOf(src))
	c.global.whole = c.global.whole || c.isComplete(src.Command)
}

// onceInterfaces forgets interfaces that several outputs showed, but one.
func (c *conf) onceInterfaces() {
	seen := map[string]bool{}
	out := c.interfaces[:0]
	for _, i := range c.interfaces {
		if !seen[i.row.Name] {
			out = append(out, i)
		}
		seen[i.row.Name] = true
	}
	c.interfaces = out
}

// peers makes the connections: of crypto map entries, of tunnel interfaces, and
// of IKEv2 profiles that neither of them uses.
func (c *conf) peers(s *ipsec.Snapshot) []ipsec.Peer {
	var out []ipsec.Peer
	used := map[*ikeProfile]bool{}
	for _, e := range c.maps {
		if !e.manual {
			out = append(out, c.mapPeer(e, s, used))
		}
	}
	for _, i := range c.interfaces {
		if i.row.Protection.Known() || i.policyList.Known() {
			out = append(out, c.tunnelPeer(i, s, used))
		}
	}
	for _, p := range c.ike {
		if p.version == 2 && !used[p] {
			out = append(out, c.profilePeer(p, s))
		}
	}
	return out
}

// mapPeer makes the connection of a crypto map entry.
func (c *conf) mapPeer(e *confEntry, s *ipsec.Snapshot, used map[*ikeProfile]bool) ipsec.Peer {
	p := ipsec.Peer{Name: e.name + " " + e.sequence, RemoteAddrs: e.peers, Incomplete: e.incomplete, Ref: e.ref}
	vrf := c.bindings(&p, e, s)
	settings := e
	if e.dynamic == "" {
		p.Policies = []ipsec.Policy{c.policy(e, s)}
	} else {
		p.RemoteAddrs = []string{"%any"}
		for _, d := range c.dynamic {
			if d.name == e.dynamic {
				p.Policies = append(p.Policies, c.policy(d, s))
				settings = d
			}
		}
	}
	c.fillIKE(&p, settings, vrf, s, used)
	return p
}

// bindings says by which interfaces a map works, and from which addresses. It
// returns the VRF of the outer packets. That a map has no interface is only
// known where the whole configuration was read.
func (c *conf) bindings(p *ipsec.Peer, e *confEntry, s *ipsec.Snapshot) (vrf string) {
	bound := c.bound[strings.ToLower(e.name)]
	var names []string
	for _, b := range bound {
		if b.name == "" {
			continue
		}
		names = append(names, b.name)
		p.LocalAddrs = append(p.LocalAddrs, c.sourceOf(b.name, s)...)
		if i := c.interfaceNamed(b.name); i != nil {
			vrf = i.row.VRF.Or("")
		}
	}
	switch {
	case len(bound) > 0:
		p.Bound = ipsec.Saw(true, bound[0].at)
	case c.global.whole:
		p.Bound = ipsec.Saw(false, e.ref)
	}
	if len(names) > 0 {
		p.Interface = ipsec.Saw(strings.Join(names, ","), bound[0].at)
	}
	if from, ok := c.sources[e.name]; ok {
		p.LocalAddrs = c.sourceOf(from.name, s)
	}
	return vrf
}

func (c *conf) interfaceNamed(name string) *confInterface {
	for _, i := range c.interfaces {
		if strings.EqualFold(i.row.Name, name) {
			return i
		}
	}
	return nil
}

// sourceOf returns the address that packets from an interface have, nothing where
// it is not known.
func (c *conf) sourceOf(name string, s *ipsec.Snapshot) []string {
	if i := c.interfaceNamed(name); i != nil && i.first != "" {
		return []string{i.first}
	}
	for k := range s.Interfaces {
		if row := &s.Interfaces[k]; strings.EqualFold(row.Name, name) && len(row.Addresses) > 0 {
			return row.Addresses[:1]
		}
	}
	return nil
}
