package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parsePeersConfig reads "show crypto isakmp peers config": how each peer is met,
// one block a peer.
func parsePeersConfig(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Peer
	each(t, func(n int, line string) bool {
		label, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if label == "Peer" && value != "" {
			snap.Peers = append(snap.Peers, ipsec.Peer{Name: value, RemoteAddrs: []string{value}, Ref: t.At(n)})
			open = &snap.Peers[len(snap.Peers)-1]
			return true
		}
		if open == nil || !ok {
			return line == "ISAKMP Peers Configuration"
		}
		if !peerSetting(open, label, value, t.At(n)) {
			return false
		}
		span(&open.Ref, t, n)
		return true
	})
}

func peerSetting(p *ipsec.Peer, label, value string, at ipsec.Ref) bool {
	switch label {
	case "Key Exchange":
		if n, ok := scan.Int(strings.TrimPrefix(value, "IKEv")); ok {
			p.Version = ipsec.Saw(n, at)
		}
	case "Authentication Method":
		word := value
		switch strings.ToLower(value) {
		case "pre-shared key":
			word = "psk"
		case "rsa-sig", "ecdsa-sig":
			word = "pubkey"
		}
		p.LocalAuth, p.RemoteAuth = ipsec.Saw(word, at), ipsec.Saw(word, at)
	case "Encryption":
		p.Proposals = []string{value}
	case "Hashing", "DH Group":
		if len(p.Proposals) == 1 {
			p.Proposals[0] += " " + value
		}
	case "Lifetime":
		seconds, _, _ := strings.Cut(value, " ")
		if d, ok := scan.Duration(seconds); ok {
			p.Lifetime = ipsec.Saw(d, at)
		}
	case "Local ID":
		p.LocalID = seen(value, at)
	case "Remote ID":
		p.RemoteID = seen(value, at)
	default:
		return false
	}
	return true
}

func recognisePeersConfig(t *scan.Text) bool { return contains(t, "ISAKMP Peers Configuration") }
