package engine

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// DiffersInNATT reports whether what a refusal compares is one mode with and
// without NAT traversal (RFC 3947, section 5.1): "UDP Tunnel(NAT-T)" and
// "Tunnel" of the ASA. The second result says that the peer asked for it.
func DiffersInNATT(ev *ipsec.Event) (differs, peerAsks bool) {
	if len(ev.Received) != 1 || len(ev.Configured) != 1 {
		return false, false
	}
	received, udp := withoutUDP(ev.Received[0])
	configured, ownUDP := withoutUDP(ev.Configured[0])
	return udp != ownUDP && received == configured, udp
}

func withoutUDP(mode string) (plain string, udp bool) {
	mode = strings.ToLower(mode)
	udp = strings.Contains(mode, "udp")
	return strings.NewReplacer("udp", "", "(nat-t)", "", "-", "", " ", "").Replace(mode), udp
}
