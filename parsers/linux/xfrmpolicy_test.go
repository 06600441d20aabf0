package linux

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func TestPolicies(t *testing.T) {
	snap := &ipsec.Snapshot{}
	text := scan.New("ip xfrm policy", `src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 443
	dir out priority 375423 ptype main
	mark 0x2a/0xffffffff
	tmpl src 198.51.100.1 dst 203.0.113.1
		proto esp spi 0xc783c733 reqid 1 mode tunnel
	if_id 0x2a
src 10.9.0.0/16 dst 10.1.0.0/16
	dir in action block priority 100 ptype main
src ::/0 dst ::/0
	socket in priority 0 ptype main
`)
	ParsePolicy(text, snap)
	if len(snap.KernelPolicies) != 2 {
		t.Fatalf("%d policies, want 2 (a socket's is none of hosts): %+v", len(snap.KernelPolicies), snap.KernelPolicies)
	}
	out, in := snap.KernelPolicies[0], snap.KernelPolicies[1]
	if out.Direction != "out" || out.Destination.String() != "10.2.0.0/16[6/443]" || out.TemplateDestination != "203.0.113.1" ||
		out.IfID.Or("") != "0x2a" || out.Mark.Or("") != "0x2a/0xffffffff" || out.Ref.Last != 6 || out.Block {
		t.Errorf("out policy: %+v", out)
	}
	if in.Direction != "in" || !in.Block || in.IfID.Known() || in.TemplateSource != "" {
		t.Errorf("block policy: %+v", in)
	}
}
