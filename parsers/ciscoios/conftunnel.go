package ciscoios

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// protocolGRE is the IP protocol number of GRE.
const protocolGRE = 47

// tunnelPeer makes the connection of a tunnel interface that is protected.
func (c *conf) tunnelPeer(i *confInterface, s *ipsec.Snapshot, used map[*ikeProfile]bool) ipsec.Peer {
	row := &i.row
	at := row.Protection.Ref()
	if !row.Protection.Known() {
		at = i.policyList.Ref()
	}
	p := ipsec.Peer{Name: row.Name, Interface: ipsec.Saw(row.Name, at), Bound: ipsec.Saw(true, at), Disabled: i.shutdown, Ref: row.Ref}
	p.LocalAddrs = c.tunnelSource(i, s)
	p.RemoteAddrs = i.remotes()
	e := c.protection(row.Protection.Or(""))
	policy := ipsec.Policy{Name: row.Name, Ref: at}
	if e != nil {
		policy = c.policy(e, s)
		policy.Name = row.Name
		c.fillIKE(&p, e, i.frontVRF, s, used)
	}
	c.tunnelSelectors(&policy, i, &p, s)
	if e != nil {
		policy.Mode = mode(e.sets, &policy, s)
	}
	p.Policies = []ipsec.Policy{policy}
	return p
}

// protection returns an IPsec profile, or nil where it was not read.
func (c *conf) protection(name string) *confEntry {
	for _, e := range c.profiles {
		if e.name == name {
			return e
		}
	}
	return nil
}

// remotes returns the outer addresses that a tunnel leads to: its destination,
// or the next hop servers of a DMVPN; "%any" where the peers come by themselves.
func (i *confInterface) remotes() []string {
	switch destination, ok := i.row.TunnelDestination.Get(); {
	case ok && destination != "dynamic":
		return []string{destination}
	case len(i.nbma) > 0:
		return i.nbma
	}
	return []string{"%any"}
}

// tunnelSource returns the outer address of a tunnel: it is configured, or that
// of an interface.
func (c *conf) tunnelSource(i *confInterface, s *ipsec.Snapshot) []string {
	source, ok := i.row.TunnelSource.Get()
	if !ok {
		return nil
	}
	if _, err := netip.ParseAddr(source); err == nil {
		return []string{source}
	}
	return c.sourceOf(source, s)
}

// tunnelSelectors says what a tunnel's SA carries: everything for a virtual
// tunnel interface, GRE between the two ends otherwise, or what a list selects.
func (c *conf) tunnelSelectors(policy *ipsec.Policy, i *confInterface, p *ipsec.Peer, s *ipsec.Snapshot) {
	mode := i.row.TunnelMode.Or("gre ip")
	switch {
	case i.policyList.Known():
		policy.List = i.policyList
		addPairs(policy, s)
	case strings.HasPrefix(mode, "ipsec ipv6"):
		all(policy, "::/0")
	case strings.HasPrefix(mode, "ipsec"):
		all(policy, "0.0.0.0/0")
	case strings.HasPrefix(mode, "gre") && len(p.LocalAddrs) == 1 && len(p.RemoteAddrs) == 1:
		local, ok := host(p.LocalAddrs[0])
		remote, okRemote := host(p.RemoteAddrs[0])
		if ok && okRemote {
			policy.LocalTS, policy.RemoteTS = []ipsec.Selector{local}, []ipsec.Selector{remote}
		}
	}
}

func all(policy *ipsec.Policy, prefix string) {
	s := ipsec.PrefixSelector(netip.MustParsePrefix(prefix), prefix)
	policy.LocalTS, policy.RemoteTS = []ipsec.Selector{s}, []ipsec.Selector{s}
}

// host returns the selector of GRE from or to one address.
func host(address string) (ipsec.Selector, bool) {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return ipsec.Selector{}, false
	}
	s := ipsec.PrefixSelector(netip.PrefixFrom(addr, addr.BitLen()), address)
	s.Protocol = protocolGRE
	return s, true
}

// profilePeer makes the connection of an IKEv2 profile that stands alone: the
// interfaces were not read, or sessions are made of a template.
func (c *conf) profilePeer(profile *ikeProfile, s *ipsec.Snapshot) ipsec.Peer {
	p := ipsec.Peer{Name: profile.name, Version: ipsec.Saw(2, profile.ref), RemoteAddrs: profile.addresses(), Ref: profile.ref}
	if len(p.RemoteAddrs) == 0 {
		p.RemoteAddrs = []string{"%any"}
	}
	c.byProfile(&p, profile, s)
	return p
}
