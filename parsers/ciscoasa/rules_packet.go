package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// from and to are the ends of a packet as most messages print them:
// "src outside:10.2.0.9/51022 dst inside:10.1.0.5/443", users in brackets.
const (
	from = ` src (?P<subject>[^:\s]+): ?(?P<remote>[^/\s(]+)(?:/\S+)?(?: ?\([^)]*\))*`
	to   = ` dst [^:\s]+: ?(?P<local>[^/\s(]+)(?:/(?P<port>[\w-]+))?`
)

// packetRules are the messages about packets that the firewall drops, IKE and
// ESP among them: access lists, state, translation (Cisco Secure Firewall ASA
// Series Syslog Messages).
var packetRules = []logRule{
	rule("106023", `(?P<reason>Deny (?:protocol )?(?P<protocol>\S+)`+from+to+`.*? by access-group "?(?P<subject2>[^"\s]+)"?)`, ipsec.EventFilterDenied, "").with(accessGroup),
	rule("106023", `(?P<reason>Deny (?:protocol )?(?P<protocol>\S+)`+from+to+`.*)$`, ipsec.EventFilterDenied, ""),
	rule("106001", `(?P<reason>Inbound (?P<protocol>TCP) connection denied from (?P<remote>[^/\s]+)/\d+ to (?P<local>[^/\s]+)/(?P<port>\d+) .*on interface (?P<subject>\S+))`, ipsec.EventFilterDenied, ""),
	rule("106006", `(?P<reason>Deny inbound (?P<protocol>UDP) from (?P<remote>[^/\s]+)/\d+ to (?P<local>[^/\s]+)/(?P<port>\d+) .*on interface (?P<subject>\S+))`, ipsec.EventFilterDenied, ""),
	rule("106010 106014", `(?P<reason>Deny inbound (?:protocol )?(?P<protocol>\S+)`+from+to+`.*)$`, ipsec.EventFilterDenied, "").with(portsOnly),
	rule("106021", `(?P<reason>Deny (?P<protocol>\S+) reverse path check from (?P<remote>\S+) to (?P<local>\S+) on interface (?P<subject>\S+))`, ipsec.EventFilterDenied, "").with(reversePath),
	rule("106100 106102 106103", `(?P<reason>access-list (?P<subject>\S+) denied (?P<protocol>\S+) (?:for user '?\S+ )?[^/\s]+/(?P<remote>[^(\s]+)\(\d+\)(?:\([^)]*\))? -> [^/\s]+/(?P<local>[^(\s]+)\((?P<port>\d+)\))`, ipsec.EventFilterDenied, "").with(accessGroup),
	rule("710003", `(?P<reason>(?P<protocol>UDP|TCP) access denied by ACL from (?P<remote>[^/\s]+)/\d+ to (?P<subject>[^:\s]+):(?P<local>[^/\s]+)/(?P<port>[\w-]+))`, ipsec.EventFilterDenied, ""),
	rule("106015", `(?P<reason>Deny (?P<protocol>TCP) \(no connection\) from (?P<remote>[^/\s]+)/\d+ to (?P<local>[^/\s]+)/(?P<port>\d+) flags .*?on interface (?P<subject>\S+))`, ipsec.EventOutOfState, ""),
	rule("305005", `(?P<reason>No translation group found for (?:protocol )?(?P<protocol>\S+)`+from+to+`.*)$`, ipsec.EventTranslationFailed, "").with(portsOnly),
	rule("305006", `(?P<reason>(?:outbound static|identity|portmap|regular|dst|interface) ?(?:identity)? translation creation failed for (?:protocol )?(?P<protocol>\S+)`+from+to+`.*)$`, ipsec.EventTranslationFailed, "").with(portsOnly),
	rule("305013", `(?P<reason>Asymmetric NAT rules matched for forward and reverse flows); Connection (?:for )?(?:protocol )?(?P<protocol>\S+)`+from+to, ipsec.EventTranslationFailed, "").with(portsOnly),
	quiet("106023 106001 106006 106007 106010 106014 106021 106100 106102 106103 710003 106015 305005 305006 305013"),
}

// accessGroup names the filter as the device does.
func accessGroup(e *ipsec.Event) {
	e.Subject = "access-group " + e.Subject
	portsOnly(e)
}

func reversePath(e *ipsec.Event) { e.Subject = "reverse path check on " + e.Subject }

// portsOnly drops what stands in the place of a port for a protocol that has
// none: an ICMP type.
func portsOnly(e *ipsec.Event) {
	if e.Protocol != 6 && e.Protocol != 17 && e.Protocol != 132 {
		e.Port = 0
	}
}

// hostsOnly keeps the ends of a packet between hosts out of the addresses of
// the gateways.
func hostsOnly(e *ipsec.Event) {
	e.Received, e.Remote, e.Local = []string{strings.TrimSpace(e.Local + " -> " + e.Remote)}, "", ""
}
