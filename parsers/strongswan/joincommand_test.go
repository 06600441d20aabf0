package strongswan

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// TestOrders: who closes by command is told by the line before, and only for the
// SA that it names.
func TestOrders(t *testing.T) {
	const ike = "09[IKE] deleting IKE_SA hq[3] between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]"
	const child = "09[IKE] closing CHILD_SA lan{7} with SPIs c1b3cc7e_i (84 bytes) c7f4d8a2_o (84 bytes) and TS 10.2.0.0/16 === 10.1.0.0/16"
	const between = "08[NET] sending packet: from 203.0.113.1[4500] to 198.51.100.9[4500] (80 bytes)\n"
	for _, c := range []struct{ order, closing, want string }{
		{"05[CFG] vici terminate IKE_SA 'hq'\n", ike, "vici terminate IKE_SA 'hq'"},
		{"05[CFG] vici terminate IKE_SA #3\n" + between, ike, "vici terminate IKE_SA #3"},
		{"05[CFG] received stroke: terminate 'hq[3]'\n", ike, "received stroke: terminate 'hq[3]'"},
		{"05[CFG] vici terminate CHILD_SA 'lan'\n", child, "vici terminate CHILD_SA 'lan'"},
		{"05[CFG] vici terminate CHILD_SA #7\n", child, "vici terminate CHILD_SA #7"},
		{"05[CFG] received stroke: terminate 'lan{7}'\n", child, "received stroke: terminate 'lan{7}'"},
		{"05[CFG] vici terminate IKE_SA 'br2'\n", ike, ""},
		{"05[CFG] vici terminate IKE_SA #4\n", ike, ""},
		{"05[CFG] vici terminate CHILD_SA 'lan'\n", ike, ""},
		{"05[CFG] vici terminate IKE_SA 'hq'\n", child, ""},
		{"05[CFG] vici terminate IKE_SA 'hq'\n" + between + between + between + between + between + between, ike, ""},
	} {
		snap := &ipsec.Snapshot{}
		parseLog(scan.New("log", c.order+c.closing+"\n"), snap)
		if len(snap.Events) != 1 {
			t.Errorf("%s%s: %d events, want 1", c.order, c.closing, len(snap.Events))
			continue
		}
		ev := snap.Events[0]
		if ordered := ev.Reason == c.want && ev.Ref.First == 1; ordered != (c.want != "") {
			t.Errorf("%s%s: reason %q from line %d, want %q", c.order, c.closing, ev.Reason, ev.Ref.First, c.want)
		}
	}
}
