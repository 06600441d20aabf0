package recognise_test

import (
	"testing"

	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

func TestMembers(t *testing.T) {
	const answer = "\n\nThere are no IKEv2 SAs\n"
	for name, c := range map[string]struct{ text, want string }{
		"standby":     {"hq/sec/stby# show crypto ikev2 sa" + answer + "hq/sec/stby# show crypto ikev1 sa\n\nThere are no IKEv1 SAs\n", "hq/sec/stby#"},
		"no priority": {"hq/act> show crypto ikev2 sa" + answer, "hq/act>"},
		"both units":  {"hq/pri/act# show crypto ikev2 sa" + answer + "hq/sec/stby# show crypto ikev2 sa" + answer, ""},
		"context":     {"hq/act01# show crypto ikev2 sa" + answer, ""},
		"plain":       {"hq# show crypto ikev2 sa" + answer, ""},
		"other":       {"hq/sec/stby# show crypto session\nCrypto session current status\n\nInterface: Tunnel1\nSession status: DOWN\nPeer: 192.0.2.1 port 500\n", ""},
	} {
		got := ""
		for _, s := range recognise.Members(recognise.Split("paste", c.text, platforms.All())) {
			got += s.Device + " " + s.Prompt
		}
		want := c.want
		if want != "" {
			want = "hq " + want
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
