package cisco

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestIKEv2State(t *testing.T) {
	at := ipsec.Ref{Command: "show crypto ikev2 sa detail", First: 1, Last: 1}
	for _, tt := range []struct {
		word, local, remote string // SPIs; empty: not printed
		want                ipsec.IKEState
	}{
		{"READY", "", "", ipsec.IKEEstablished},
		{"REKEY", "", "", ipsec.IKERekeying},
		{"DELETED", "1", "2", ipsec.IKEDeleting},
		{"STANDBY", "", "", ipsec.IKEStandby},
		{"IN-NEG", "", "", ipsec.IKENegotiating},
		{"IN-NEG", "1", "0", ipsec.IKEInitSent},
		{"IN-NEG", "0", "2", ipsec.IKENegotiating},
		{"IN-NEG", "1", "2", ipsec.IKEAuthPending},
		{"NEW-WORD", "1", "2", ipsec.IKEUnknown},
	} {
		sa := &ipsec.IKESA{Word: tt.word}
		if tt.local != "" {
			sa.LocalSPI, sa.RemoteSPI = ipsec.Saw(tt.local, at), ipsec.Saw(tt.remote, at)
		}
		if got := IKEv2State(sa); got != tt.want {
			t.Errorf("%s with SPIs %q and %q is %s, want %s", tt.word, tt.local, tt.remote, got, tt.want)
		}
	}
}

func TestIKEv2Proposal(t *testing.T) {
	p, auth := IKEv2Proposal("Encr: AES-CBC, keysize: 256, PRF: SHA384, Hash: SHA384, DH Grp:20, Auth sign: RSA, Auth verify: RSA")
	want := ipsec.Proposal{Encryption: "AES-CBC", KeyBits: 256, PRF: "SHA384", Integrity: "SHA384", KeyExchange: "20",
		Text: "AES-CBC, keysize: 256, PRF: SHA384, Hash: SHA384, DH Grp:20, Auth sign: RSA, Auth verify: RSA"}
	if p != want || auth != "RSA" {
		t.Errorf("%+v by %q", p, auth)
	}
	p, auth = IKEv2Proposal("Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0")
	if p != (ipsec.Proposal{}) || auth != "" {
		t.Errorf("nothing agreed is read as %+v by %q", p, auth)
	}
}

func TestRangeSelector(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.0.0/0 - 10.1.255.255/65535":     "10.1.0.0/16",
		" 10.1.0.0/0 - 10.1.0.9/65535":        "10.1.0.0-10.1.0.9",
		"10.1.0.1/500 - 10.1.0.1/500":         "10.1.0.1/32[0/500]",
		"2001:db8::/0 - 2001:db8::ffff/65535": "2001:db8::/112",
		"10.1.0.0/0 - 10.1.255.255/65":        "10.1.0.0/16[0/0-65]",
		"10.1.0.0/0 - 10.1.255":               "10.1.0.0/0 - 10.1.255",
		"10.1.0.0/0 - 10.1.255.255":           "10.1.0.0/0 - 10.1.255.255", // cut off: not port 0
		"10.1.0.0/0 - 10.1.255.255/70000":     "10.1.0.0/0 - 10.1.255.255/70000",
		"local/0 - remote/65535":              "local/0 - remote/65535",
	} {
		if got := RangeSelector(text).String(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
