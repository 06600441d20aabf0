package panos

import (
	"os"
	"testing"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/recognise"
)

// TestPastedFlow: a tunnel's flow that somebody pasted without its command is
// read, though the name of the tunnel in the command is not known then.
func TestPastedFlow(t *testing.T) {
	text, err := os.ReadFile("testdata/show_vpn_flow_name_hq-tunnel.txt")
	if err != nil {
		t.Fatal(err)
	}
	sections := recognise.Split("", string(text), []*parsers.Platform{Platform()})
	if len(sections) != 1 || Platform().StepFor(sections[0].Command) == nil {
		t.Errorf("%d sections, of a command that no step reads: %+v", len(sections), sections)
	}
}
