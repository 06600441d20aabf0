package ciscoasa

import (
	"strings"
	"time"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// defaultKeepalive is how long a LAN-to-LAN peer may be silent before it is
// asked, where its group says nothing (ASA command reference, isakmp keepalive).
const defaultKeepalive = 10 * time.Second

// finishConfig makes the configured connections of all parts of the
// configuration that were read.
func finishConfig(snap *ipsec.Snapshot) {
	c := newConfig()
	suites := &ipsec.Snapshot{}
	for _, src := range snap.Sources {
		if isConfigCommand(src.Command) {
			c.src, c.opener = src, nil
			c.read(parsers.TextOf(src), suites)
		}
	}
	c.resolveNAT(snap)
	for _, e := range c.maps {
		snap.Peers = append(snap.Peers, c.mapPeer(e, snap))
	}
	for i := range snap.Interfaces {
		if row := &snap.Interfaces[i]; row.Protection.Known() {
			snap.Peers = append(snap.Peers, c.tunnelPeer(row, snap))
		}
	}
	snap.AccessLists = c.networks.Expand(snap.AccessLists)
}

func isConfigCommand(command string) bool {
	return strings.HasPrefix(command, "show running-config") || command == "show startup-config" || command == "more system:running-config"
}

// mapPeer makes the connection of an entry of a crypto map.
func (c *config) mapPeer(e *mapEntry, snap *ipsec.Snapshot) ipsec.Peer {
	p := ipsec.Peer{Name: e.name + " " + e.sequence, RemoteAddrs: e.peers, Aggressive: e.aggressive, Ref: e.ref}
	if e.dynamic != "" {
		p.RemoteAddrs = []string{"%any"}
		for _, d := range c.dynamic {
			if d.name == e.dynamic {
				p.Policies = append(p.Policies, c.policy(d, snap))
			}
		}
		c.bind(&p, e.name)
		return p
	}
	p.Version = version(e)
	p.Policies = []ipsec.Policy{c.policy(e, snap)}
	c.authenticate(&p)
	c.bind(&p, e.name)
	return p
}

// tunnelPeer makes the connection of a tunnel interface.
func (c *config) tunnelPeer(row *ipsec.Interface, snap *ipsec.Snapshot) ipsec.Peer {
	at := row.Ref
	p := ipsec.Peer{Name: row.Name, Interface: ipsec.Saw(row.Name, at), Bound: ipsec.Saw(true, at), Ref: at}
	if address, ok := row.TunnelDestination.Get(); ok {
		p.RemoteAddrs = []string{address}
	}
	if up, ok := row.AdminUp.Get(); ok && !up {
		p.Disabled = ipsec.Saw(true, at)
	}
	for _, e := range c.profiles {
		if e.name == row.Protection.Or("") {
			p.Version = version(e)
			p.Policies = []ipsec.Policy{c.policy(e, snap)}
		}
	}
	c.authenticate(&p)
	return p
}

// version is the IKE version an entry's algorithms are for; 0 is both.
func version(e *mapEntry) ipsec.Number {
	switch {
	case len(e.sets) > 0 && len(e.proposals) > 0:
		return ipsec.Saw(0, e.ref)
	case len(e.sets) > 0:
		return ipsec.Saw(1, e.ref)
	case len(e.proposals) > 0:
		return ipsec.Saw(2, e.ref)
	}
	return ipsec.Number{}
}

// bind says by which interfaces a map's entries work. That a map has none is
// only known where the same configuration shows another map's interface, and
// what follows the map's entries: a pasted part may lack the line.
func (c *config) bind(p *ipsec.Peer, name string) {
	if bound := c.bound[name]; len(bound) > 0 {
		var names []string
		for _, b := range bound {
			names = append(names, b.name)
		}
		p.Bound = ipsec.Saw(true, bound[0].at)
		p.Interface = ipsec.Saw(strings.Join(names, ","), bound[0].at)
	} else if len(c.bound) > 0 && !c.cut[name] {
		p.Bound = ipsec.Saw(false, p.Ref)
	}
}

// authenticate takes over what the group of the peer's address says.
func (c *config) authenticate(p *ipsec.Peer) {
	for _, address := range p.RemoteAddrs {
		g := c.groups[address]
		if g == nil {
			continue
		}
		p.LocalAuth, p.RemoteAuth, p.DPD = g.local, g.remote, g.dpd
		if p.Key = g.keyFor(p.Version); p.Key.Known() {
			p.KeyFor = ipsec.Saw(address, g.ref)
		}
		if g.site && !p.DPD.Known() && !g.cut {
			p.DPD = ipsec.Saw(defaultKeepalive, g.ref)
		}
		return
	}
}

// policy makes the policy of an entry.
func (c *config) policy(e *mapEntry, snap *ipsec.Snapshot) ipsec.Policy {
	p := ipsec.Policy{Name: strings.TrimSpace(e.name + " " + e.sequence), PFS: e.pfs, Lifetime: e.lifetime, LifetimeKB: e.lifetimeKB, StartAction: e.start, List: e.list, Ref: e.ref}
	if !p.PFS.Known() && !e.cut {
		p.PFS = ipsec.Saw("none", e.ref)
	}
	if !e.cut {
		p.Lifetime.Fill(c.lifetime)
	}
	for _, name := range append(append([]string(nil), e.sets...), e.proposals...) {
		p.Proposals = append(p.Proposals, proposalText(snap, name))
	}
	list, ok := e.list.Get()
	for i := range snap.AccessLists {
		if entry := &snap.AccessLists[i]; ok && entry.List == list && entry.Permit && !entry.Disabled {
			local, remote := c.networks.Pairs(entry)
			p.LocalTS, p.RemoteTS = append(p.LocalTS, local...), append(p.RemoteTS, remote...)
		}
	}
	return p
}

// proposalText is what a set stands for, or its name where that was not read.
func proposalText(snap *ipsec.Snapshot, name string) string {
	for i := range snap.Suites {
		if s := &snap.Suites[i]; s.Layer == "child" && s.Name == name {
			return strings.Join(append(append([]string(nil), s.Encryption...), s.Integrity...), " ")
		}
	}
	return name
}
