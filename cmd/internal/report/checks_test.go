package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

const cardWithChecks = `# Title

## Deciding check

- any | {local} | read-only | {command for ike-sas}: one? | if so: it is {peer} | if not: none
- any | {peer} | read-only | {command for log}: one? | if so: yes | if not: none
- any | {verifier} | read-only | {command for routes}: one? | if so: yes | if not: none
- fortios | {local} | person | Look. | if so: yes | if not: none
`

// TestChecksNameCommands: the command is that of the end's platform; of an end
// that was not read two are given as examples, and one that no command shows is
// named in words.
func TestChecksNameCommands(t *testing.T) {
	d := &engine.Diagnosis{Case: &engine.Case{
		Local:  engine.End{Name: "hq", Snap: &ipsec.Snapshot{Platform: "cisco-ios"}, Addresses: []string{"198.51.100.1"}},
		Remote: engine.End{Name: "br", Addresses: []string{"203.0.113.1"}},
	}}
	f := &engine.Finding{Rule: &engine.Rule{ID: "ike/x"}, Verdict: engine.Verdict{Slots: map[string]string{"verifier": "hq"}}}
	r := &Run{Cards: map[string]string{"ike/x": cardWithChecks}}
	var got []string
	for _, c := range checks(r, d, f) {
		got = append(got, c.String())
	}
	want := []string{
		"[read-only, hq] `show crypto isakmp sa` and `show crypto ikev2 sa detailed`: one? If so: it is br. If not: none.",
		"[read-only, br] `journalctl -u strongswan --no-pager -o short-iso -n 2000` or `show logging`: one? If so: yes. If not: none.",
		"[read-only, hq] `show ip route 203.0.113.1`: one? If so: yes. If not: none.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	d.Case.Local.Snap.Platform = "fortios"
	if c := checks(r, d, f)[0]; c.Text != "the ike sas of hq: one?" {
		t.Errorf("of a platform without the command: %s", c.Text)
	}
}
