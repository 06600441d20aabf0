package strongswan

import (
	"slices"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

const listed = `hq: IKEv2, no reauthentication, rekeying every 14400s, dpd delay 30s
  local:  203.0.113.1
  remote: 198.51.100.1
  local pre-shared key authentication:
    id: 203.0.113.1
  remote pre-shared key authentication:
    id: 198.51.100.1
  lan: TUNNEL, rekeying every 3600s, dpd action is none
    local:  10.2.0.0/16
    remote: 10.1.0.0/16
`

const inFile = `connections {
  hq {
    version = 2
    local_addrs = 203.0.113.1
    remote_addrs = 198.51.100.1
    proposals = aes256-sha256-modp2048
    dpd_delay = 30s
    local {
      auth = psk
      id = 203.0.113.1
    }
    remote {
      auth = psk
      id = 198.51.100.1
    }
    children {
      lan {
        local_ts = 10.2.0.0/16
        remote_ts = 10.1.0.0/16
        esp_proposals = aes256gcm16-modp2048
      }
    }
  }
}
`

// TestProposalsOfTheFile: the list of loaded connections has no algorithms. The
// file has them, and is believed only where it agrees with what is loaded.
func TestProposalsOfTheFile(t *testing.T) {
	for name, tt := range map[string]struct {
		old, changed string
		taken        bool
	}{
		"as loaded":           {"", "", true},
		"another network":     {"remote_ts = 10.1.0.0/16", "remote_ts = 10.9.0.0/16", false},
		"another peer":        {"remote_addrs = 198.51.100.1", "remote_addrs = 198.51.100.9", false},
		"another identity":    {"id = 198.51.100.1", "id = hq.example.com", false},
		"another DPD":         {"dpd_delay = 30s", "dpd_delay = 10s", false},
		"another child":       {"lan {", "dmz {", false},
		"a child more":        {"children {", "children {\n dmz {\n local_ts = 10.3.0.0/16\n }", false},
		"another IKE version": {"version = 2", "version = 1", false},
	} {
		t.Run(name, func(t *testing.T) {
			file := inFile
			if tt.old != "" {
				file = strings.Replace(inFile, tt.old, tt.changed, 1)
			}
			snap := parsers.Parse(Platform(), &collector.Capture{Platform: "strongswan", Outputs: []collector.Output{
				{Command: "swanctl --list-conns", Status: collector.Answered, Text: listed},
				{Command: "cat /etc/swanctl/swanctl.conf", Status: collector.Answered, Text: file},
			}}, 0)
			i := slices.IndexFunc(snap.Peers, func(p ipsec.Peer) bool { return p.Ref.Command == "swanctl --list-conns" })
			if i < 0 {
				t.Fatal("the loaded connection is gone")
			}
			p := &snap.Peers[i]
			if taken := len(p.Proposals) == 1 && len(p.Policies[0].Proposals) == 1 && p.Policies[0].PFS.Known(); taken != tt.taken {
				t.Errorf("proposals %q and %q", p.Proposals, p.Policies[0].Proposals)
			}
			if tt.taken && (p.ProposalsRef == nil || p.ProposalsRef.Command != "cat /etc/swanctl/swanctl.conf") {
				t.Error("the lines of the proposals are not those of the file")
			}
		})
	}
}
