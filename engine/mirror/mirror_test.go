package mirror_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/engine/mirror"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

const iosPolicyBased = `Building configuration...

Current configuration : 1800 bytes
!
version 15.9
hostname hq
!
crypto isakmp policy 10
 encr aes 256
 hash sha
 authentication pre-share
 group 14
crypto isakmp key KEY address 203.0.113.2
!
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
 mode tunnel
!
crypto map VPN 10 ipsec-isakmp
 set peer 203.0.113.2
 set transform-set TS
 set pfs group14
 match address 110
!
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.252
 crypto map VPN
!
ip route 0.0.0.0 0.0.0.0 198.51.100.2
access-list 110 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
access-list 110 permit ip 10.1.2.0 0.0.0.255 10.2.2.0 0.0.0.255
!
end
`

const strongswanIKEv2 = `connections {
  br {
    version = 2
    local_addrs = 198.51.100.1
    remote_addrs = 203.0.113.2
    proposals = aes256gcm16-prfsha384-ecp384
    rekey_time = 4h
    dpd_delay = 30s
    local {
      auth = psk
      id = hq.example.com
    }
    remote {
      auth = psk
      id = br.example.com
    }
    children {
      lan {
        local_ts = 10.1.0.0/16
        remote_ts = 10.2.0.0/16
        esp_proposals = aes256-sha256-ecp384
        rekey_time = 1h
      }
    }
  }
}
`

const ipAddr = `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    inet 203.0.113.2/30 brd 203.0.113.3 scope global eth0
       valid_lft forever preferred_lft forever
`

// written are the platform and command under which a syntax is read back.
var written = map[string][2]string{
	"ios": {"cisco-ios", "show running-config"}, "ios-ikev2": {"cisco-ios", "show running-config"}, "asa": {"cisco-asa", "show running-config crypto"},
	"swanctl.conf": {"strongswan", "cat /etc/swanctl/swanctl.conf"}, "ipsec.conf": {"libreswan", "cat /etc/ipsec.conf"},
}

// TestMirrorFits: what is written for the other end, read back by the parsers,
// fits the end it was made from in every item that both show.
func TestMirrorFits(t *testing.T) {
	for name, c := range map[string]struct {
		platform, command, text string
		syntaxes                []string
	}{
		"policy-based IKEv1": {"cisco-ios", "show running-config", iosPolicyBased, []string{"ios", "asa", "swanctl.conf", "ipsec.conf"}},
		"IKEv2":              {"strongswan", "cat /etc/swanctl/swanctl.conf", strongswanIKEv2, []string{"ios-ikev2", "asa", "swanctl.conf"}},
	} {
		hq := reading(t, "hq", c.platform, c.command, c.text)
		for _, syntax := range c.syntaxes {
			t.Run(name+"/"+syntax, func(t *testing.T) {
				e := &engine.End{Name: "hq", Snap: hq.Snap}
				text, err := mirror.Write(e, &hq.Snap.Peers[0], syntax)
				if err != nil {
					t.Fatal(err)
				}
				to := written[syntax]
				if strings.HasPrefix(to[0], "cisco") && !strings.Contains(text, "carries one crypto map") {
					t.Errorf("nothing says that a second crypto map would replace the first and end its tunnels:\n%s", text)
				}
				br := reading(t, "br", to[0], to[1], filled(text))
				fits(t, hq, br, text)
			})
		}
	}
}

func fits(t *testing.T, hq, br engine.Reading, text string) {
	t.Helper()
	for _, c := range engine.Assemble(time.Time{}, []engine.Reading{hq, br}, nil, "") {
		if !c.BothRead() {
			continue
		}
		items := compare.Of(c).Items
		matched := 0
		for _, i := range items {
			switch i.Match {
			case compare.Differs, compare.Limits:
				if i.Rule != "hygiene/no-keepalive" { // where DPD is off here, the vendor's default there may be on
					t.Errorf("%s: %s at hq, %s at br: %s\n%s", i.Name, i.Local.Value, i.Remote.Value, i.Effect, text)
				}
			case compare.Same, compare.Fits:
				matched++
			}
		}
		if matched < 8 {
			t.Errorf("only %d of %d items could be compared\n%s", matched, len(items), text)
		}
		return
	}
	t.Errorf("the mirror is not taken for the other end:\n%s", text)
}

// filled puts words where the placeholders are.
func filled(text string) string {
	return strings.NewReplacer("<OUTSIDE-INTERFACE>", "GigabitEthernet0/0", "<PRE-SHARED-KEY>", "placeholder").Replace(text)
}

func reading(t *testing.T, name, platform, command, text string) engine.Reading {
	t.Helper()
	p := platforms.Find(platform)
	if p == nil {
		t.Fatalf("no platform %q", platform)
	}
	outputs := []collector.Output{{Command: command, Status: collector.Answered, Text: text}}
	if platform == "libreswan" { // which of left and right it is, its addresses tell
		outputs = append(outputs, collector.Output{Command: "ip addr", Status: collector.Answered, Text: ipAddr})
	}
	snap := parsers.Parse(p, &collector.Capture{Device: name, Platform: platform, Outputs: outputs}, 0)
	if len(snap.Peers) == 0 {
		t.Fatalf("no connection was read from\n%s", text)
	}
	return engine.Reading{Name: name, Snap: snap}
}

// TestNoWord: an algorithm that a syntax cannot express is an error, never left
// out.
func TestNoWord(t *testing.T) {
	text := strings.Replace(strongswanIKEv2, "aes256gcm16-prfsha384-ecp384", "camellia256-sha256-modp2048", 1)
	hq := reading(t, "hq", "strongswan", "cat /etc/swanctl/swanctl.conf", text)
	_, err := mirror.Write(&engine.End{Name: "hq", Snap: hq.Snap}, &hq.Snap.Peers[0], "ios-ikev2")
	if err == nil || !strings.Contains(err.Error(), "camellia") {
		t.Errorf("error %v, want one that names camellia", err)
	}
}

// TestASAIKEv1 refuses what IKEv1 of the ASA does not have.
func TestASAIKEv1(t *testing.T) {
	hq := reading(t, "hq", "cisco-ios", "show running-config", strings.Replace(iosPolicyBased, " hash sha\n", " hash sha256\n", 1))
	_, err := mirror.Write(&engine.End{Name: "hq", Snap: hq.Snap}, &hq.Snap.Peers[0], "asa")
	if err == nil || !strings.Contains(err.Error(), "IKEv1 of the ASA has no word for: integrity algorithm sha256-128") {
		t.Errorf("error %v, want one that names SHA-256", err)
	}
}

// TestUnknownNetworks are filled in by whoever knows them.
func TestUnknownNetworks(t *testing.T) {
	hq := reading(t, "hq", "cisco-ios", "show running-config", strings.ReplaceAll(iosPolicyBased, "access-list 110", "access-list 111"))
	for _, syntax := range []string{"ios", "asa", "swanctl.conf", "ipsec.conf"} {
		text, err := mirror.Write(&engine.End{Name: "hq", Snap: hq.Snap}, &hq.Snap.Peers[0], syntax)
		if err != nil || !strings.Contains(text, "<ITS-NETWORK>") || strings.Contains(text, "192.0.2.0") || strings.Contains(text, "198.51.100.0") {
			t.Errorf("%s, error %v:\n%s", syntax, err, text)
		}
	}
}

func TestEverySyntaxIsTried(t *testing.T) {
	for _, s := range mirror.Syntaxes() {
		if _, ok := written[s]; !ok {
			t.Errorf("no test writes %s", s)
		}
	}
	if !slices.Contains(mirror.Syntaxes(), "asa") {
		t.Error("the list of syntaxes is empty")
	}
}
