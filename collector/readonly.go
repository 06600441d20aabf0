package collector

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
		"show crypto pki certificates",
		"show ip interface brief",
		"show ip route <address>",
		"show logging",
	},
	"cisco-asa": {
		"terminal pager 0",
		"enable",
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
		"show logging",
	},
	// The commands of a Linux host are run through an exec channel, with
	// "sudo -n" in front where the device asks for it.
	"strongswan": {
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
		"journalctl -u strongswan --no-pager -o short-iso -n <number>",
		"journalctl -u strongswan-starter --no-pager -o short-iso -n <number>",
		"tail -n <number> /var/log/charon.log",
	},
}
