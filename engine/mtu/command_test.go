package mtu

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
)

// TestCommands: every platform has commands with the numbers in them, each with
// its effect and the way back.
func TestCommands(t *testing.T) {
	r := Result{Inner: 1438, MSS4: 1398, MSS6: 1378}
	for _, name := range platforms.Names() {
		list := r.Commands(name)
		if len(list) == 0 {
			t.Errorf("no command for %s", name)
		}
		for _, c := range list {
			if !strings.Contains(c.Text, "1438") && !strings.Contains(c.Text, "1398") && !strings.Contains(c.Text, "1380") || strings.ContainsAny(c.Text+c.Undo, "{}") {
				t.Errorf("%s: %q", name, c.Text)
			}
			if !strings.Contains(c.Effect, "disruptive") || c.Undo == "" {
				t.Errorf("%s: %q has effect %q, undo %q", name, c.Text, c.Effect, c.Undo)
			}
		}
	}
}

// TestPings: the size that Linux is told, with the headers of IP and ICMP, is
// the packet that IOS is told.
func TestPings(t *testing.T) {
	r := Result{Inner: 1438}
	got := strings.Join(r.Pings(), "\n")
	for _, want := range []string{"ping -M do -s 1410 HOST", "`-s 1411` does not", "size 1438 df-bit", "-f -l 1410"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
