package linux

import (
	"fmt"
	"strings"
	"testing"

	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers/ipsec"
)

// TestKeyOfAPeer: which line of ipsec.secrets serves a connection. Where it is
// open which, no key is claimed.
func TestKeyOfAPeer(t *testing.T) {
	for _, tt := range []struct {
		name, secrets, peer string // peer: local id or address, remote one, version
		line                int    // of the key; 0 is unknown
		keyFor              string
	}{
		{"both ends named", ": PSK \"everybody\"\n@br1 @hq : PSK \"ours\"", "id br1 hq 2", 2, "@hq"},
		{"order of the owners does not matter", "@hq @br1 : PSK \"ours\"", "id br1 hq 2", 1, "@hq"},
		{"only the peer named", "@hq : PSK \"ours\"\n: PSK \"everybody\"", "id br1 hq 2", 1, "@hq"},
		{"nobody named", ": PSK \"everybody\"", "id br1 hq 2", 1, "%any"},
		{"anybody named", "%any %any : PSK \"everybody\"", "id br1 hq 2", 1, "%any"},
		{"another peer's", "@br1 @br2 : PSK \"theirs\"", "id br1 hq 2", 0, ""},
		{"one for another peer does not hide the general one", "@br1 @br2 : PSK \"theirs\"\n: PSK \"everybody\"", "id br1 hq 2", 2, "%any"},
		{"two that fit alike and differ", "@hq : PSK \"one\"\n@hq : PSK \"two\"", "id br1 hq 2", 0, "@hq"},
		{"two that fit alike and are one key", "@hq : PSK \"one\"\n@hq : PSK 0x6f6e65", "id br1 hq 2", 1, "@hq"},
		{"hidden by whoever pasted it", "@hq : PSK <redacted>", "id br1 hq 2", 0, "@hq"},
		{"by address without identities", "203.0.113.1 198.51.100.1 : PSK \"ours\"", "addr 203.0.113.1 198.51.100.1 2", 1, "198.51.100.1"},
		{"addresses do not serve IKEv2 with identities", "203.0.113.1 198.51.100.1 : PSK \"ours\"", "id br1 hq 2", 0, ""},
		{"addresses serve IKEv1", "203.0.113.1 198.51.100.1: PSK \"ours\"", "id br1 hq 1", 1, "198.51.100.1"},
		{"not the secret of a user", "hq : EAP \"user\"", "id br1 hq 2", 0, ""},
		{"a comment is no owner", "@hq : PSK \"ours\" # @br2", "id br1 hq 2", 1, "@hq"},
	} {
		src := ipsec.NewSource("cat /etc/ipsec.secrets", tt.secrets)
		src.SetKeys(redact.NewDigester().Keys(tt.secrets).At)
		snap := &ipsec.Snapshot{Sources: []*ipsec.Source{src}, Peers: []ipsec.Peer{peerOf(tt.peer)}}
		KeyPeers(snap, FileSecrets(snap))
		p := snap.Peers[0]
		got := 0
		if p.Key.Known() {
			got = int(p.Key.Ref().First)
		}
		if got != tt.line || p.KeyFor.Or("") != tt.keyFor {
			t.Errorf("%s: key of line %d for %q, want line %d for %q", tt.name, got, p.KeyFor.Or(""), tt.line, tt.keyFor)
		}
	}
}

// peerOf makes a connection with pre-shared keys.
func peerOf(s string) ipsec.Peer {
	f := strings.Fields(s)
	version := 0
	_, _ = fmt.Sscan(f[3], &version)
	p := ipsec.Peer{Version: ipsec.Saw(version, ipsec.Ref{}), LocalAddrs: []string{"203.0.113.1"}, RemoteAddrs: []string{"198.51.100.1"},
		LocalAuth: ipsec.Saw("psk", ipsec.Ref{}), RemoteAuth: ipsec.Saw("psk", ipsec.Ref{})}
	if f[0] == "id" {
		p.LocalID, p.RemoteID = ipsec.Saw(f[1], ipsec.Ref{}), ipsec.Saw(f[2], ipsec.Ref{})
	}
	return p
}
