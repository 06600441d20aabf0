package mirror_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/engine/mirror"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// configured are the scenarios in which the starting end is configured otherwise.
var configured = []string{"ike-proposal", "selectors", "esp-proposal", "esp-proposal-v2", "identity", "wrong-peer", "pfs-v1"}

// TestMirrorMends: of a pair that does not fit, what is written for one end from
// the other, put in the place of that end's configuration, leaves no difference.
func TestMirrorMends(t *testing.T) {
	tried := 0
	for _, p := range fleet.MixedPairs() {
		if !slices.Contains(configured, p.Scenario) {
			continue
		}
		tried++
		t.Run(p.Name(), func(t *testing.T) {
			var ends [2]engine.Reading
			for i, d := range p.Fleet().Devices {
				ends[i] = read(d.Pasted(time.Unix(1795570000, 0)))
			}
			if n := unfit(caseOf(t, ends)); n != 1 {
				t.Fatalf("%d items differ before, want one", n)
			}
			for i := range ends { // the end that is changed
				if i == 1 && p.Scenario == "wrong-peer" {
					continue // a configuration does not move the device to the address that the other calls
				}
				from := caseOf(t, ends)
				mended := ends
				mended[i] = rewritten(t, from, p, i)
				if n := unfit(caseOf(t, mended)); n != 0 {
					t.Errorf("%d items differ after %s was changed", n, ends[i].Name)
				}
			}
		})
	}
	if tried < 12 {
		t.Errorf("only %d pairs were tried", tried)
	}
}

// rewritten is end i with the configuration that the other end needs.
func rewritten(t *testing.T, c *engine.Case, p fleet.Pair, i int) engine.Reading {
	t.Helper()
	one := compare.Of(c)
	other, peer := one.Remote, one.B
	if one.Local.Name != []string{"near", "far"}[i] {
		other, peer = one.Local, one.A
	}
	platform := []string{p.From, p.To}[i]
	syntax := map[string]string{"cisco-asa": "asa", "strongswan": "swanctl.conf", "cisco-ios": "ios"}[platform]
	if syntax == "ios" && p.IKE == 2 {
		syntax = "ios-ikev2"
	}
	text, err := mirror.Write(other, peer, syntax)
	if err != nil {
		t.Fatal(err)
	}
	devices := p.Fleet().Devices
	if strings.Contains(text, "Not known: the address of") && []string{p.To, p.From}[i] == "cisco-asa" {
		// An ASA whose tunnel is down shows several addresses, and not which is outside's.
		text = strings.NewReplacer("Not known: the address of", "", "<PEER-ADDRESS>", devices[1-i].Address.String()).Replace(text)
	}
	if strings.Contains(text, "Not known") {
		t.Errorf("something is left open:\n%s", text)
	}
	d := devices[i]
	c2 := &collector.Capture{Device: d.Name, Platform: platform, Outputs: []collector.Output{{Command: written[syntax][1], Status: collector.Answered, Text: filled(text)}}}
	for _, out := range d.Capture(time.Unix(1795570000, 0)).Outputs {
		if out.Pass == 0 && slices.Contains([]string{"ip -br addr", "show ip interface brief", "show interface ip brief"}, out.Command) {
			c2.Outputs = append(c2.Outputs, out)
		}
	}
	return read(c2)
}

func read(c *collector.Capture) engine.Reading {
	return engine.Reading{Name: c.Device, Snap: parsers.Parse(platforms.Find(c.Platform), c, 0)}
}

func caseOf(t *testing.T, ends [2]engine.Reading) *engine.Case {
	t.Helper()
	for _, c := range engine.Assemble(time.Time{}, ends[:], nil, "") {
		if c.BothRead() {
			return c
		}
	}
	t.Fatal("the two are not taken for the ends of one tunnel")
	return nil
}

// unfit counts the items that do not fit, but for what a vendor does by default
// about liveness.
func unfit(c *engine.Case) int {
	n := 0
	for _, i := range compare.Of(c).Items {
		if (i.Match == compare.Differs || i.Match == compare.Limits) && i.Rule != "hygiene/no-keepalive" {
			n++
		}
	}
	return n
}
