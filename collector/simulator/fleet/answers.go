package fleet

// An answer is a command and the template of what it prints.
type answer struct {
	command, template string
	detail, sampled   bool
}

// iosConfig is what is collected of a router's configuration.
const iosConfig = "show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version"

// answers are what the devices of each platform print. Other commands of the
// read-only list print nothing.
var answers = map[string][]answer{
	ios: {
		{command: "show version", template: "ios/version"},
		{command: "show clock", template: "ios/clock"},
		{command: "show clock detail", template: "ios/clock_detail"},
		{command: "show ntp status", template: "ios/ntp"},
		{command: "show crypto isakmp sa", template: "ios/isakmp"},
		{command: "show crypto isakmp sa detail", template: "ios/isakmp_detail"},
		{command: "show crypto ikev2 sa detailed", template: "ios/ikev2"},
		{command: "show crypto ipsec sa", template: "ios/ipsec", sampled: true},
		{command: "show crypto ipsec sa detail", template: "ios/ipsec", detail: true, sampled: true},
		{command: "show crypto session", template: "ios/session", sampled: true},
		{command: "show crypto session detail", template: "ios/session", sampled: true},
		{command: "show crypto map", template: "ios/map"},
		{command: iosConfig, template: "ios/config"},
		{command: "show ip interface brief", template: "ios/interfaces"},
		{command: "show logging", template: "ios/log"},
		{command: "show ip route <peer>", template: "ios/route"},
	},
	asa: {
		{command: "show version", template: "asa/version"},
		{command: "show clock", template: "asa/clock"},
		{command: "show clock detail", template: "asa/clock_detail"},
		{command: "show crypto isakmp sa", template: "asa/isakmp"},
		{command: "show asp drop", template: "asa/asp_drop"},
		{command: "show crypto ikev1 sa", template: "asa/ikev1"},
		{command: "show crypto ikev1 sa detail", template: "asa/ikev1", detail: true},
		{command: "show crypto ikev2 sa", template: "asa/ikev2"},
		{command: "show crypto ikev2 sa detail", template: "asa/ikev2", detail: true},
		{command: "show crypto ipsec sa", template: "asa/ipsec", sampled: true},
		{command: "show crypto ipsec sa detail", template: "asa/ipsec", detail: true, sampled: true},
		{command: "show vpn-sessiondb detail l2l", template: "asa/sessiondb", sampled: true},
		{command: "show running-config crypto", template: "asa/config"},
		{command: "show running-config tunnel-group", template: "asa/tunnel_group"},
		{command: "show running-config access-list", template: "asa/access_list"},
		{command: "show interface ip brief", template: "asa/interfaces"},
		{command: "show logging", template: "asa/log"},
		{command: "show route <peer>", template: "asa/route"},
	},
	sw: {
		{command: "date -u +%Y-%m-%dT%H:%M:%SZ", template: "strongswan/date"},
		{command: "swanctl --version", template: "strongswan/version"},
		{command: "swanctl --stats", template: "strongswan/stats"},
		{command: "swanctl --list-sas --noblock", template: "strongswan/sas", sampled: true},
		{command: "swanctl --list-sas", template: "strongswan/sas", sampled: true},
		{command: "swanctl --list-conns", template: "strongswan/conns"},
		{command: "swanctl --list-certs", template: "strongswan/certs"},
		{command: "swanctl --list-pols", template: "strongswan/pols"},
		{command: "swanctl --counters", template: "strongswan/counters"},
		{command: "ip -s xfrm state list nokeys", template: "strongswan/xfrm_state", sampled: true},
		{command: "ip xfrm policy", template: "strongswan/xfrm_policy"},
		{command: "ip route get <peer>", template: "strongswan/route"},
		{command: "ip -br addr", template: "strongswan/addr"},
		{command: "cat /proc/net/xfrm_stat", template: "strongswan/xfrm_stat"},
		{command: "cat /proc/sys/net/ipv4/ip_forward", template: "strongswan/ip_forward"},
		{command: "journalctl -u strongswan --no-pager -o short-iso -n 2000", template: "strongswan/log"},
	},
}
