package ciscoios

import (
	"regexp"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// isakmpPeer is "Peer: 192.0.2.1 Port: 500 Local: 198.51.100.1".
var isakmpPeer = regexp.MustCompile(`^Peer: (\S+) Port: (\d+) Local: (\S+)$`)

// parseISAKMPPeers reads "show crypto isakmp peers": who is known, which says
// nothing about whether a session is up.
func parseISAKMPPeers(t *scan.Text, snap *ipsec.Snapshot) {
	open := false
	each(t, func(n int, line string) bool {
		if m := isakmpPeer.FindStringSubmatch(line); m != nil {
			snap.Sessions = append(snap.Sessions, ipsec.Session{Peer: scan.Endpoint(m[1] + "/" + m[2]), Ref: t.At(n)})
			open = true
			return true
		}
		id, ok := field(line, "Phase1 id:")
		if !ok || !open {
			return false
		}
		last := &snap.Sessions[len(snap.Sessions)-1]
		last.RemoteID = seen(id, t.At(n))
		span(&last.Ref, t, n)
		return true
	})
}

func recogniseISAKMPPeers(t *scan.Text) bool {
	for n := range t.Len() {
		if isakmpPeer.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
