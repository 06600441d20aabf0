package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	for _, c := range []struct {
		text                         string
		ciphers, integrity, prf, kex []string
	}{
		{"aes256-sha256-modp2048", []string{"aes-cbc-256"}, []string{"sha256-128"}, nil, []string{"14"}},
		{"aes256gcm16-prfsha384-ecp384", []string{"aes-gcm16-256"}, nil, []string{"prf-sha384"}, []string{"20"}},
		{"IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048", []string{"aes-cbc-256"}, []string{"sha256-128"}, []string{"prf-sha256"}, []string{"14"}},
		{"ESP:AES_GCM_16_256/NO_EXT_SEQ", []string{"aes-gcm16-256"}, nil, nil, nil},
		{"aes-256 sha group 14", []string{"aes-cbc-256"}, []string{"sha1-96"}, nil, []string{"14"}},
		{"aes-cbc-256 aes-cbc-128 sha256 sha512 group 14 group 19", []string{"aes-cbc-256", "aes-cbc-128"}, []string{"sha256-128", "sha512-256"}, nil, []string{"14", "19"}},
		{"esp-aes 256 esp-sha-hmac", []string{"aes-cbc-256"}, []string{"sha1-96"}, nil, nil},
		{"esp-gcm 256", []string{"aes-gcm16-256"}, nil, nil, nil},
		{"esp-3des esp-md5-hmac", []string{"3des"}, []string{"md5-96"}, nil, nil},
		{"aes-256 aes-gcm-256 sha-256", []string{"aes-cbc-256", "aes-gcm16-256"}, []string{"sha256-128"}, nil, nil},
		{"aes256-sha2_256;dh14", []string{"aes-cbc-256"}, []string{"sha256-128"}, nil, []string{"14"}},
		{"aes_gcm256-sha2_512-dh19", []string{"aes-gcm16-256"}, []string{"sha512-256"}, nil, []string{"19"}},
		{"aes256 sha256 prfsha256 group14", []string{"aes-cbc-256"}, []string{"sha256-128"}, []string{"prf-sha256"}, []string{"14"}},
	} {
		o := read(c.text)
		got := [][]string{o.ciphers, o.integrity, o.prf, o.kex, o.unread}
		if diff := cmp.Diff([][]string{c.ciphers, c.integrity, c.prf, c.kex, nil}, got); diff != "" {
			t.Errorf("%s: want - got +\n%s", c.text, diff)
		}
	}
}

func TestClosest(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []string
	}{
		{"aes256-sha256-modp2048", "aes-256 sha256 group 14", nil},
		{"aes128-sha256-modp2048", "aes-256 sha256 group 14", []string{"encryption"}},
		{"aes256-sha1-modp2048", "aes-256 sha256 group 5", []string{"integrity", "DH group"}},
		{"aes256gcm16", "esp-gcm 256", nil},
		{"aes256gcm16", "esp-aes 256 esp-sha256-hmac", []string{"encryption"}},
	} {
		if got := closest([]offer{read(c.a)}, []offer{read(c.b)}, true); !cmp.Equal(got, c.want) {
			t.Errorf("%s against %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
