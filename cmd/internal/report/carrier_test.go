package report

import (
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// TestBackupPeerIsNamed: where a backup peer carries the tunnel, its state says so.
func TestBackupPeerIsNamed(t *testing.T) {
	d := &engine.Diagnosis{Health: engine.Up, Headline: &engine.Finding{Rule: &engine.Rule{Title: "It works"}}, Case: &engine.Case{ID: "r1 to 203.0.113.1", Local: engine.End{
		Name: "r1", Peers: []*ipsec.Peer{{RemoteAddrs: []string{"203.0.113.1", "203.0.113.9"}}},
		ChildSAs: []*ipsec.ChildSA{{State: ipsec.ChildInstalled, Remote: ipsec.Endpoint{Address: "203.0.113.9"}}},
	}}}
	var b strings.Builder
	if err := Text(&b, &Run{Diagnoses: []*engine.Diagnosis{d}}, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"r1 to 203.0.113.1 is UP via 203.0.113.9: It works\n", "Carried by the backup peer 203.0.113.9 of r1; not used: 203.0.113.1,"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	d.Case.Local.ChildSAs[0].Remote.Address = "203.0.113.1"
	if got := upperVia(d); got != "UP" {
		t.Errorf("carried by the first peer: %q", got)
	}
}
