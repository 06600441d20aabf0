package report

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/engine/rules/rulestest"
	"ipsec-diag/parsers/ipsec"
)

func TestReplaceName(t *testing.T) {
	for text, want := range map[string]string{
		"key of hq.example.com and hq":    "key of hq.example.com and 192.0.2.1",
		"hq: down. Ask hq. Not vpn-hq":    "192.0.2.1: down. Ask 192.0.2.1. Not vpn-hq",
		"(hq) hq1 admin@hq /etc/hq 'hq'.": "(192.0.2.1) hq1 admin@hq /etc/hq '192.0.2.1'.",
		"at hq.":                          "at 192.0.2.1.",
	} {
		if got := replaceName(text, "hq", "192.0.2.1"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

var (
	hole    = regexp.MustCompile(`\{[a-z][^}]*\}|\(\)|%!|: *\.|,\.| ,|<peer>|\bADDRESS\b|gateway the peer|between .* and \.`)
	private = regexp.MustCompile(`\b(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+`)
)

// TestEscalationsOfEveryFinding: the finding of every case of every rule gives each
// reader a whole text: no hole, nothing too wide, our end first; nothing of this
// program for the remote admin, and no inner address for the provider.
func TestEscalationsOfEveryFinding(t *testing.T) {
	all, seen := rules.All(), 0
	for _, r := range all {
		layer, name, _ := strings.Cut(r.ID, "/")
		file := filepath.Join("../../../engine/rules", layer, strings.ReplaceAll(name, "-", "_")+".txtar")
		for _, c := range rulestest.Load(t, file) {
			if c.Kind != "holds" || r.Fleet != nil {
				continue
			}
			d := engine.Diagnose(c.Engine, all)
			for _, f := range d.Findings {
				if f.Rule.ID != r.ID {
					continue
				}
				seen++
				one := *d
				one.Headline, one.ExitCode = f, 2
				t.Run(r.ID+"/"+c.Name, func(t *testing.T) { checkEscalations(t, &one) })
			}
		}
	}
	if seen < len(all)/2 {
		t.Errorf("only %d findings of %d rules were seen", seen, len(all))
	}
}

func checkEscalations(t *testing.T, d *engine.Diagnosis) {
	for _, reader := range Readers() {
		var b strings.Builder
		if err := Escalate(&b, &Run{Diagnoses: []*engine.Diagnosis{d}, Cards: rules.Cards()}, reader); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		complain := func(format string, args ...any) {
			t.Helper()
			t.Errorf("for %s: "+format+"\n%s", append(append([]any{reader}, args...), text)...)
		}
		for _, line := range strings.Split(text, "\n") {
			if columns(line) > Width {
				complain("a line of %d columns: %s", columns(line), line)
			}
		}
		flat := strings.Join(strings.Fields(text), " ")
		if said := hole.FindString(flat); said != "" && !strings.Contains(strings.Join(quoted(d, func(string) bool { return true }), " "), said) {
			complain("a hole: %q", said)
		}
		us, you := strings.Index(text, outer(&d.Case.Local)), strings.Index(text, outer(&d.Case.Remote))
		if reader == "remote" && us > you && you >= 0 && !strings.Contains(outer(&d.Case.Local), outer(&d.Case.Remote)) {
			complain("the other end stands first")
		}
		if reader == "remote" && strings.Contains(text, "ipsec-diag") {
			complain("names this program")
		}
		if reader == "isp" && strings.HasPrefix(text, "Subject") {
			outers := outer(&d.Case.Local) + " " + outer(&d.Case.Remote)
			for _, address := range private.FindAllString(text, -1) {
				if !strings.Contains(outers, address) {
					complain("the inner address %s", address)
				}
			}
		}
	}
}

// TestRemoteUnknownPlatform: the admin of a far end that was not read is asked in
// words, not by commands of our platform or of examples.
func TestRemoteUnknownPlatform(t *testing.T) {
	d := &engine.Diagnosis{
		Health: engine.Down,
		Case: &engine.Case{
			Local:  engine.End{Name: "hq", Snap: &ipsec.Snapshot{Platform: "strongswan"}, Addresses: []string{"198.51.100.1"}},
			Remote: engine.End{Name: "br", Addresses: []string{"203.0.113.1"}},
		},
		Headline: &engine.Finding{Rule: &engine.Rule{ID: "ike/x", Title: "It is so", Kind: engine.Cause}},
	}
	cards := map[string]string{"ike/x": "# T\n\n## Next steps\n\n- any | both ends | read-only | {command for configured-peers}: alike?\n"}
	for platform, want := range map[string]string{"": "- the configuration of this tunnel: alike?\n", "cisco-ios": "- `show crypto map`: alike?\n"} {
		run := &Run{Diagnoses: []*engine.Diagnosis{d}, Cards: cards, Devices: []Device{{Name: "br", Platform: platform}}}
		d.ExitCode = 2
		var b strings.Builder
		if err := Escalate(&b, run, "remote"); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) || strings.Contains(b.String(), "swanctl") {
			t.Errorf("platform %q: want %q, and no command of ours:\n%s", platform, want, b.String())
		}
	}
}
