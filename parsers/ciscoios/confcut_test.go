package ciscoios

import (
	"fmt"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// TestWhatACutTextShows: what the last statements of a paste without its end are
// about may go on, so that it is not observed as a whole.
func TestWhatACutTextShows(t *testing.T) {
	const (
		policy = "crypto isakmp policy 10\n encr aes\n"
		entry  = "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n"
		outer  = "interface Gi0\n ip address 192.0.2.9 255.255.255.0\n crypto map M\n"
		list   = "ip access-list extended L\n permit ip any any\n"
		head   = "version 15.7\nhostname a\n"
	)
	for _, tt := range []struct {
		command, text string
		open          bool
		want          string
	}{
		{running, policy + entry, true, "[configured-algorithms]"},
		{running, policy + entry, false, "[configured-peers configured-algorithms]"},
		{running, policy + entry + outer, true, "[configured-peers configured-algorithms]"},
		{running, policy + entry + outer + list, true, "[configured-peers configured-algorithms interfaces]"},
		{running, policy + entry + outer + list + "line vty 0 4\n", true, "[configured-peers configured-algorithms access-lists interfaces]"},
		{running, head + policy + entry + "end\n", true, "[configured-peers configured-algorithms access-lists address-translation interfaces]"},
		{confCommand, head + policy + entry + outer, false, "[configured-peers configured-algorithms access-lists address-translation interfaces]"},
		{confCommand, head + policy + entry + outer, true, "[configured-peers configured-algorithms]"},
	} {
		s := parsers.Parse(Platform(), &collector.Capture{Device: "r1", Outputs: []collector.Output{
			{Command: tt.command, Status: collector.Answered, Text: tt.text, EndUnseen: tt.open}}}, 0)
		if got := fmt.Sprint(s.Sources[0].Reveals); got != tt.want {
			t.Errorf("end unseen %v, %q shows %s, want %s", tt.open, tt.text, got, tt.want)
		}
	}
}
