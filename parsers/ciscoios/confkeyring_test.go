package ciscoios

import "testing"

// TestKeysElsewhere: a key that the connection does not use is named with where
// it stands; one it uses is not, nor is anything said of a part of a
// configuration.
func TestKeysElsewhere(t *testing.T) {
	const head = "version 15.7\nhostname r1\n"
	const entry = "crypto isakmp policy 10\n authentication pre-share\n!\ncrypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n match address A\n!\n"
	const outside = "interface GigabitEthernet1\n ip vrf forwarding WAN\n ip address 198.51.100.1 255.255.255.0\n crypto map M\n!\nend\n"
	const inWAN = "crypto keyring K vrf WAN\n pre-shared-key address 192.0.2.1 key one-of-them\n!\n"
	const other = "crypto keyring L vrf WAN\n pre-shared-key address 0.0.0.0 0.0.0.0 key another-one\n!\n"
	for _, tt := range []struct{ name, text, elsewhere, rival string }{
		{"in the global table", head + "crypto isakmp key k-of-peer address 192.0.2.1\n" + entry + outside, "crypto isakmp key", ""},
		{"in the VRF of the peer", head + inWAN + entry + outside, "", ""},
		{"two keyrings", head + inWAN + other + entry + outside, "", "keyring L vrf WAN"},
		{"a part only", "crypto isakmp key k-of-peer address 192.0.2.1\n" + entry, "", ""},
	} {
		p := peerNamed(t, read(t, nil, running, tt.text), "M 10")
		if got := p.KeyElsewhere.Or(""); got != tt.elsewhere {
			t.Errorf("%s: a key elsewhere in %q, want %q", tt.name, got, tt.elsewhere)
		}
		if got := p.KeyRival.Or(""); got != tt.rival {
			t.Errorf("%s: a rival in %q, want %q", tt.name, got, tt.rival)
		}
	}
}

// TestUnusedProposal: a proposal in no policy is unused, as far as the whole
// configuration was read.
func TestUnusedProposal(t *testing.T) {
	const proposals = "crypto ikev2 proposal P\n encryption aes-cbc-256\n!\ncrypto ikev2 proposal Q\n encryption aes-cbc-256\n!\ncrypto ikev2 policy X\n proposal P\n!\n"
	for text, want := range map[string]string{
		"version 17.9\nhostname r1\n" + proposals + "end\n": "P true, Q false",
		proposals: "P true, Q unknown",
	} {
		got := ""
		for _, s := range read(t, nil, running, text).Suites {
			word := "unknown"
			if used, known := s.Used.Get(); known {
				word = map[bool]string{true: "true", false: "false"}[used]
			}
			if got += s.Name + " " + word; s.Name == "P" {
				got += ", "
			}
		}
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
