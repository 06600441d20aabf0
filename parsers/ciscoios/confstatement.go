package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// topLevel reads a statement that stands alone or opens a block.
func (c *conf) topLevel(f []string, at ipsec.Ref) bool {
	c.open(f, at)
	if len(f) < 2 {
		switch f[0] {
		case "crypto", "interface", "route-map", "ip", "ipv6": // cut off: what follows belongs to nothing that we know
			c.opener = nil
		}
		return f[0] == "end" || otherStatement(f)
	}
	switch f[0] {
	case "crypto":
		return c.crypto(f[1:], at)
	case "interface":
		return c.openInterface(f, at)
	case "access-list":
		return c.accessList(f[1], f[2:], at)
	case "ip", "ipv6":
		return c.ipStatement(f, at)
	case "route-map":
		return c.routeMap(f[1:], at)
	case "object-group":
		return len(f) == 3 && (f[1] == "network" || f[1] == "service")
	case "permit", "deny":
		return c.bareEntry(f, at)
	case "hostname":
		c.snap.Hostname.Fill(ipsec.Saw(f[1], at))
		return len(f) == 2
	case "version":
		c.global.version, c.versionAt = f[1], at.Command
		c.snap.Version.Fill(ipsec.Saw(f[1], at))
		return len(f) == 2
	}
	return otherStatement(f)
}

// ipStatement reads the statements that begin with "ip" or "ipv6".
func (c *conf) ipStatement(f []string, at ipsec.Ref) bool {
	switch f[1] {
	case "access-list":
		return len(f) > 2
	case "nat":
		return len(f) > 2 && c.nat(f[2:], at)
	case "route":
		return len(f) > 3 && c.route(f, at)
	case "domain":
		if len(f) == 4 && f[2] == "name" {
			c.global.domain = f[3]
		}
		return true
	case "domain-name":
		c.global.domain = f[len(f)-1]
		return true
	case "local":
		return len(f) > 2 && f[2] == "policy"
	}
	return otherStatement(f)
}

// inBlock reads a line of the block that is open.
func (c *conf) inBlock(f []string, at ipsec.Ref) bool {
	if c.opener == nil {
		return false
	}
	if len(f) == 3 && f[0] == "crypto" && f[1] == "map" && c.opener[0] != "interface" {
		// "section crypto" prints the line of an interface without its interface.
		c.bind(f[2], "", at)
		return true
	}
	switch c.opener[0] {
	case "crypto":
		return c.inCrypto(f, at)
	case "interface":
		return c.inInterface(f, at)
	case "route-map":
		return c.inRouteMap(f, at)
	case "object-group":
		return c.objectLine(f)
	case "ip", "ipv6":
		if len(c.opener) > 2 && c.opener[1] == "access-list" {
			return c.accessList(c.opener[len(c.opener)-1], f, at)
		}
	}
	return !c.lost && otherStatement(c.opener)
}

// others begin statements that say nothing about tunnels. They are read, with
// their blocks, for nothing: what is not in this list stays unread.
var others = words(`aaa archive arp alias boot bridge buffers call-home card cdp class-map clock config-register control-plane
	cns diagnostic dial-peer do-exec dot11 enable end errdisable event exception file flow gatekeeper hw-module key
	l2tp-class lacp license line lldp location logging login mac-address-table memory mgcp mls monitor multilink
	netconf no ntp parameter-map parser password platform policy-map port-channel power privilege process
	prompt queue-monitor radius radius-server redundancy regexp remote-management rmon sampler scheduler security
	service setup shell snmp-server spanning-tree standby subscriber switch tacacs tacacs-server template time-range
	tftp-server track transport udld upgrade username voice voice-card vlan vpdn vpdn-group vtp warm-reboot
	zone zone-pair vrf router`)

// otherIP are statements of that kind behind "ip" and "ipv6".
var otherIP = words(`arp as-path bgp-community bootp cef classless community-list default-gateway default-network
	dhcp dns finger flow-cache flow-export flow-top-talkers forward-protocol ftp gratuitous-arps host http icmp identd igmp
	inspect ips mroute-cache multicast multicast-routing name-server nbar options pim portmap prefix-list radius rcmd rsvp
	scp sla source-route ssh subnet-zero tacacs tcp telnet tftp unicast-routing urlfilter virtual-reassembly vrf
	domain-lookup domain-list routing spd wccp sdee policy-list community reflexive-list audit auth-proxy admission bgp`)

func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// otherStatement reports whether a statement is known to say nothing here.
func otherStatement(f []string) bool {
	line := strings.Join(f, " ")
	switch {
	case strings.HasPrefix(line, "Building configuration"), strings.HasPrefix(line, "Current configuration"),
		strings.HasPrefix(line, "Using "), strings.HasPrefix(line, "boot-"):
		return true
	case f[0] == "ip" || f[0] == "ipv6":
		return len(f) > 1 && otherIP[f[1]]
	case f[0] == "no" && len(f) > 2 && f[1] == "crypto":
		return false
	}
	return others[f[0]]
}
