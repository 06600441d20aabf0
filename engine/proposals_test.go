package engine_test

import (
	"slices"
	"testing"

	"ipsec-diag/engine"
)

func TestCompareProposals(t *testing.T) {
	const (
		charon  = "IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048"
		cisco14 = "AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14"
	)
	tests := []struct {
		name                 string
		received, configured []string
		types                []string
		onlyGroup            bool
		text                 string
	}{
		{"key length", []string{"IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048"}, []string{charon},
			[]string{"encryption"}, false, "encryption: AES_CBC_128 offered, AES_CBC_256 configured"},
		{"group", []string{"IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256/CURVE_25519"}, []string{charon},
			[]string{"DH group"}, true, "DH group: ECP_256 or CURVE_25519 offered, MODP_2048 configured"},
		{"several of a type, one in common", []string{"IKE:AES_CBC_128/AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048"}, []string{charon}, nil, false, ""},
		{"the closest offer counts", []string{"IKE:3DES_CBC/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024", "IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_1024"}, []string{charon},
			[]string{"DH group"}, false, "closest of 2 offers: DH group: MODP_1024 offered, MODP_2048 configured"},
		{"PFS on one side", []string{"ESP:AES_GCM_16_256/NO_EXT_SEQ"}, []string{"ESP:AES_GCM_16_256/MODP_2048/NO_EXT_SEQ"},
			[]string{"DH group"}, true, "DH group: none offered, MODP_2048 configured"},
		{"a combined cipher has no integrity algorithm", []string{"ESP:AES_GCM_16_256/NO_EXT_SEQ"}, []string{"ESP:AES_CBC_128/HMAC_SHA2_256_128/NO_EXT_SEQ"},
			[]string{"encryption"}, false, "encryption: AES_GCM_16_256 offered, AES_CBC_128 configured"},
		{"cisco, PRF by place", []string{"AES-CBC-256 SHA1 SHA256 DH_GROUP_2048_MODP/Group 14"}, []string{cisco14},
			[]string{"PRF"}, false, "PRF: SHA1 offered, SHA256 configured"},
		{"cisco group", []string{"AES-CBC-256 SHA256 SHA256 DH_GROUP_1024_MODP/Group 2"}, []string{cisco14},
			[]string{"DH group"}, true, "DH group: group 2 offered, group 14 configured"},
		{"a list not printed", nil, []string{charon}, nil, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := engine.CompareProposals(tt.received, tt.configured)
			if !slices.Equal(d.Types, tt.types) || d.OnlyGroup != tt.onlyGroup || d.Text != tt.text {
				t.Errorf("got %+v", d)
			}
		})
	}
}
