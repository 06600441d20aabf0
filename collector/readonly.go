package collector

// linuxProbe tells which IKE daemon a Linux host has by what is installed. It
// needs no privilege and no search path.
const linuxProbe = "ls -d /usr/libexec/ipsec/pluto /usr/libexec/vyos /usr/local/sbin/swanctl /usr/sbin/swanctl"

// readOnly is every command line this program can send, per platform. It is
// the whole list: set-up commands, the commands of the parsers, and leaving.
// A command that changes a device's stored or running configuration, clears
// state, starts a negotiation, switches debugging on or prints keys must never
// be added; TestReadOnlyListHoldsNoHarm looks for such words.
var readOnly = map[string][]string{
	"cisco-ios": {
		// For this session only.
		"terminal length 0",
		"terminal width 511",
		"terminal no monitor",
		"enable",
		"enable <level>",
		"exit",

		"show version",
		"show clock",
		"show clock detail",
		"show ntp status",
		"show crypto isakmp sa",
		"show crypto isakmp sa detail",
		"show crypto isakmp policy",
		"show crypto isakmp peers",
		"show crypto ikev2 sa",
		"show crypto ikev2 sa detailed",
		"show crypto ikev2 stats",
		"show crypto ipsec sa",
		"show crypto ipsec sa detail",
		"show crypto session",
		"show crypto session detail",
		"show crypto map",
		// One command for all parts: each one makes the device compose the whole.
		// What it prints of keys is removed in memory; it needs privilege 15.
		"show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version",
		"show crypto pki certificates",
		"show ip interface brief",
		"show ip route <address>",
		"show debugging",
		"show logging",
	},
	"cisco-asa": {
		"show running-config crypto", "show running-config tunnel-group", "show running-config access-list",
		"show running-config object", "show running-config object-group", "show running-config nat",
		"terminal pager 0",
		"enable",
		"enable <level>",
		"show mode",
		"changeto system",
		"changeto context <name>",
		"exit",

		"show version",
		"show clock",
		"show clock detail",
		"show failover state",
		"show crypto isakmp sa",
		"show crypto ikev1 sa",
		"show crypto ikev1 sa detail",
		"show crypto ikev2 sa",
		"show crypto ikev2 sa detail",
		"show crypto ipsec sa",
		"show crypto ipsec sa detail",
		"show vpn-sessiondb detail l2l",
		"show crypto ca certificates",
		"show interface ip brief",
		"show route <address>",
		"show asp drop",
		"show debug",
		"show logging",
	},
	// The commands of a Linux host are run through an exec channel, with
	// "sudo -n" in front where the device asks for it.
	"strongswan": {
		linuxProbe,
		"date -u +%Y-%m-%dT%H:%M:%SZ",
		"swanctl --version",
		"swanctl --stats",
		"swanctl --list-sas --noblock",
		"swanctl --list-sas",
		"swanctl --list-conns",
		"swanctl --list-certs",
		"swanctl --list-pols",
		"swanctl --counters",
		"ip -s xfrm state list nokeys",
		"ip xfrm policy",
		"ip route get <address>",
		"ip -br addr",
		"cat /proc/net/xfrm_stat",
		"cat /proc/sys/net/ipv4/ip_forward",
		"nft list ruleset",
		"journalctl -u strongswan --no-pager -o short-iso -n <number>",
		"journalctl -u strongswan-starter --no-pager -o short-iso -n <number>",
		"tail -n <number> /var/log/charon.log",
	},
	"libreswan": {
		linuxProbe,
		"date -u +%Y-%m-%dT%H:%M:%SZ",
		"ipsec --version",
		"ipsec status",
		"ipsec trafficstatus",
		"ipsec showstates",
		"ipsec briefstatus",
		"ipsec globalstatus",
		"ip -s xfrm state list nokeys",
		"ip xfrm policy",
		"ip route get <address>",
		"ip -br addr",
		"cat /proc/net/xfrm_stat",
		"cat /proc/sys/net/ipv4/ip_forward",
		"nft list ruleset",
		"journalctl -u ipsec --no-pager -o short-iso -n <number>",
		"tail -n <number> /var/log/pluto.log",
	},
	// VyOS is a Linux host with strongSwan; its own commands run through the
	// wrapper, because they only exist in an interactive shell.
	"vyos": {
		linuxProbe,
		"date -u +%Y-%m-%dT%H:%M:%SZ",
		"swanctl --version",
		"swanctl --stats",
		"swanctl --list-sas --noblock",
		"swanctl --list-conns",
		"swanctl --list-certs",
		"swanctl --list-pols",
		"swanctl --counters",
		"/opt/vyatta/bin/vyatta-op-cmd-wrapper show version",
		"/opt/vyatta/bin/vyatta-op-cmd-wrapper show vpn ike sa",
		"/opt/vyatta/bin/vyatta-op-cmd-wrapper show vpn ipsec sa",
		"ip -s xfrm state list nokeys",
		"ip xfrm policy",
		"ip route get <address>",
		"ip -br addr",
		"cat /proc/net/xfrm_stat",
		"cat /proc/sys/net/ipv4/ip_forward",
		"nft list ruleset",
		"journalctl -u strongswan --no-pager -o short-iso -n <number>",
	},
	"junos": {
		// For this session only, and only in a shell.
		"set cli screen-length 0",
		"set cli screen-width 511",
		"set cli complete-on-space off",
		"exit",

		"show version",
		"show system uptime",
		"show security ike security-associations",
		"show security ike security-associations detail",
		"show security ipsec security-associations",
		"show security ipsec inactive-tunnels",
		"show route <address>",
	},
	// FortiOS has no way to switch its pager off for a session: the setting is
	// stored. It is answered.
	"fortios": {
		"exit",

		// In a virtual domain, where the device has several: "sudo" only names it.
		// "config vdom" would enter a configuration mode.
		"sudo <name> get system status",
		"sudo <name> get vpn ipsec tunnel summary",
		"sudo <name> get router info routing-table details <address>",

		"get system status",
		"get vpn ipsec tunnel summary",
		"get router info routing-table details <address>",
	},
	"panos": {
		// For this session only.
		"set cli scripting-mode on",
		"set cli pager off",
		"set cli terminal width 500",
		"exit",

		"show system info",
		"show vpn ike-sa",
		"show vpn ipsec-sa",
		"show vpn flow",
	},
	// "installed-sa print" shows the keys of the SAs; what is printed is named.
	"routeros": {
		"/quit",

		"/system resource print",
		"/system identity print",
		"/system clock print",
		"/ip ipsec active-peers print detail",
		"/ip ipsec installed-sa print detail proplist=spi,src-address,dst-address,state,auth-algorithm,enc-algorithm,expires-in,current-bytes,current-packets",
		"/ip ipsec policy print detail",
		"/ip ipsec statistics print",
	},
}
