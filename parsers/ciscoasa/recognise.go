package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// The recognisers ask for words that only this platform prints.

func isVersion(t *scan.Text) bool {
	return has(t, "Cisco Adaptive Security Appliance Software", "Cisco PIX Security Appliance Software", "Firepower Threat Defense")
}

func isClock(t *scan.Text) bool {
	n := firstLine(t)
	return n >= 0 && clockLine.MatchString(t.Trimmed(n)) && !has(t, "ASA-")
}

func isFailoverState(t *scan.Text) bool {
	return has(t, "This host  -", "====Configuration State===")
}

func isFailover(t *scan.Text) bool { return has(t, "This host: ", "Failover On", "Failover Off") }

func isIKEv1(t *scan.Text) bool {
	return has(t, "IKE Peer: ", "IKE Peer      Type", "There are no IKEv1 SAs", "IKEv1 SAs:", "There are no isakmp sas")
}

func isIKEv2(t *scan.Text) bool {
	return has(t, "There are no IKEv2 SAs") || (has(t, "Session-id:") && has(t, "Status         Role", "READY    ", "IN-NEG   ", "CHILD count"))
}

// isIKE: "show crypto isakmp sa" has a part about IKEv1 whatever stands in it.
func isIKE(t *scan.Text) bool { return isIKEv1(t) || has(t, "Total IKE SA:") }

func isIPsec(t *scan.Text) bool {
	return has(t, "There are no ipsec sas") || (has(t, "Crypto map tag: ") && has(t, ", local addr: ")) || has(t, "current_peer: ")
}

func isSessionDB(t *scan.Text) bool {
	return has(t, "Session Type: LAN-to-LAN", "There are presently no active sessions of the type specified") || (has(t, "Connection   : ") && has(t, "IP Addr      : "))
}

func isInterfaces(t *scan.Text) bool {
	return has(t, "IP-Address      OK?") && has(t, "Interface ")
}

func isRoute(t *scan.Text) bool {
	return has(t, "Routing entry for ", "% Network not in table", "% Subnet not in table") || (has(t, "Gateway of last resort") && has(t, " - SSL VPN", " - VPN", ", outside", "255.255.255."))
}

func isDrops(t *scan.Text) bool { return has(t, "Frame drop:", "Flow drop:") }

func isCertificates(t *scan.Text) bool {
	return has(t, "Certificate Serial Number:") && has(t, "Associated Trustpoints:")
}

func isLog(t *scan.Text) bool { return has(t, "%ASA-", "%FTD-", "%PIX-", "%FWSM-") }

func isDebugIKEv1(t *scan.Text) bool { return has(t, "[IKEv1]", "[IKEv1 DEBUG]", "[IKEv1 DECODE]") }

func isDebugIKEv2(t *scan.Text) bool { return has(t, "KEv2-PROTO-", "KEv2-PLAT-") }

// firstLine returns the first line with content that is no prompt, or -1.
func firstLine(t *scan.Text) int {
	for n := range t.Len() {
		if line := strings.TrimSpace(t.Line(n)); line != "" && !isNoise(line, n) {
			return n
		}
	}
	return -1
}

// isConfig asks for statements that only this platform has.
func isConfig(t *scan.Text) bool {
	return has(t, "ASA Version ", "tunnel-group ", " extended permit ", " extended deny ", " set ikev1 ", " set ikev2 ipsec-proposal", "crypto ikev1 ", "crypto ipsec ikev1 ", "crypto ipsec ikev2 ", "nat (", "object network ", "object-group network ", " nameif ")
}
