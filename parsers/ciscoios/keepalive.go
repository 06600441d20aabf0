package ciscoios

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads the keepalives of GRE tunnels (Cisco IOS, GRE Tunnel
// Keepalive): every so many seconds, and after how many lost ones the interface
// goes down. Other interfaces have a keepalive of their medium.

// keepaliveLine is "Keepalive set (10 sec), retries 3" of "show interfaces".
var keepaliveLine = regexp.MustCompile(`^Keepalive (?:set \((\d+) sec\)(?:, retries (\d+))?|not set)$`)

func keepaliveSet(row *ipsec.Interface, line string, at ipsec.Ref) bool {
	m := keepaliveLine.FindStringSubmatch(line)
	if m == nil || !strings.HasPrefix(row.Name, "Tunnel") {
		return false
	}
	setKeepalive(row, m[1], m[2], at)
	return true
}

// keepalive reads "keepalive [SECONDS [RETRIES]]" of the configuration; the
// defaults are 10 and 3.
func (i *confInterface) keepalive(f []string, at ipsec.Ref) {
	if !strings.HasPrefix(i.row.Name, "Tunnel") {
		return
	}
	words := []string{"10", "3"}
	copy(words, f)
	setKeepalive(&i.row, words[0], words[1], at)
}

// setKeepalive notes the interval and the retries; without an interval they
// are off.
func setKeepalive(row *ipsec.Interface, seconds, retries string, at ipsec.Ref) {
	n, ok := scan.Int(seconds)
	if !ok && seconds != "" {
		return
	}
	row.Keepalive = ipsec.Saw(time.Duration(n)*time.Second, at)
	if n, ok := scan.Int(retries); ok {
		row.KeepaliveRetries = ipsec.Saw(n, at)
	}
}
