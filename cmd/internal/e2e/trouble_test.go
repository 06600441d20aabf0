//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A trouble spoils the login, not the tunnel, by a change of the inventory.
type trouble struct {
	name string
	old  *regexp.Regexp
	new  string
	// says is a word of the message that helps.
	says string
}

// The lab's host keys are valid keys too, only nobody may log in with them.
var troubles = []trouble{
	{"host-key-changed", regexp.MustCompile(`SHA256:[^"]+`), "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "host.key"},
	{"login-refused", regexp.MustCompile(`keys/login`), "keys/host_br1", "refuse|denied|reject|authenticat|log in"},
	{"nobody-listens", regexp.MustCompile(`(address: \S+)`), "$1\n    port: 2222", "refuse|reach|connect"},
}

// testTroubles: trouble of the collector is never called a fault of the tunnel.
// The lab is healthy.
func testTroubles(t *testing.T, bin string, l *lab) {
	good, err := os.ReadFile(l.inventory(t, "hq"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range troubles {
		t.Run(tr.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "inventory.yaml")
			bad := tr.old.ReplaceAllString(string(good), tr.new)
			if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
				t.Fatal(err)
			}
			r := runProgram(t, bin, arguments(file, "hq", false)...)
			rep := parseReport(t, r)
			printLine("healthy-idle ("+tr.name+")", rep, r, 0)
			checkTrouble(t, rep, r, tr.says)
		})
	}
}

func checkTrouble(t *testing.T, rep report, r result, says string) {
	t.Helper()
	if r.exit != 3 {
		t.Errorf("exit code %d, want 3: nothing is known of the tunnel", r.exit)
	}
	if h := rep.Tunnels[0].Headline; !strings.HasPrefix(h.Rule, "collect/") {
		t.Errorf("headline %s, want one of collect/", h.Rule)
	}
	for _, f := range rep.Tunnels[0].Findings {
		if f.Severity == "critical" {
			t.Errorf("%s is reported, and nothing was read", f.Rule)
		}
	}
	if !regexp.MustCompile("(?i)" + says).MatchString(r.stdout + r.stderr) {
		t.Errorf("no message says %q\nstdout: %.2000s\nstderr: %.2000s", says, r.stdout, r.stderr)
	}
}
