package ciscoasa

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestIKEv1State(t *testing.T) {
	tests := []struct {
		word  string
		state ipsec.IKEState
		role  ipsec.Role
	}{
		{"MM_WAIT_MSG2", ipsec.IKEInitSent, ipsec.Initiator},
		{"MM_WAIT_MSG3", ipsec.IKEInitAnswered, ipsec.Responder},
		{"MM_WAIT_MSG4", ipsec.IKEKeyExchange, ipsec.Initiator},
		{"MM_WAIT_MSG5", ipsec.IKEAuthPending, ipsec.Responder},
		{"MM_WAIT_MSG6", ipsec.IKEAuthPending, ipsec.Initiator},
		{"AM_WAIT_MSG2", ipsec.IKEInitSent, ipsec.Initiator},
		{"AM_WAIT_MSG3", ipsec.IKEAuthPending, ipsec.Responder},
		{"AM_Active", ipsec.IKEEstablished, ipsec.RoleUnknown},
		{"MM_ACTIVE", ipsec.IKEEstablished, ipsec.RoleUnknown},
		{"MM_REKEY_DONE_H2", ipsec.IKERekeying, ipsec.RoleUnknown},
		{"MM_TM_INIT_XAUTH_V6H", ipsec.IKEAuthPending, ipsec.RoleUnknown},
		{"MM_BLD_MSG2", ipsec.IKENegotiating, ipsec.RoleUnknown},
		{"WHATEVER", ipsec.IKEUnknown, ipsec.RoleUnknown},
	}
	for _, tt := range tests {
		if state, role := ikev1State(tt.word); state != tt.state || role != tt.role {
			t.Errorf("ikev1State(%s) = %s, %q; want %s, %q", tt.word, state, role, tt.state, tt.role)
		}
	}
}

func TestPairs(t *testing.T) {
	tests := []struct {
		line string
		want []pair
	}{
		{"Type    : L2L             Role    : initiator", []pair{{"Type", "L2L"}, {"Role", "initiator"}}},
		{"Connection   :", []pair{{"Connection", ""}}},
		{"IKE Neg Mode : Main                   Auth Mode    : preSharedKeys", []pair{{"IKE Neg Mode", "Main"}, {"Auth Mode", "preSharedKeys"}}},
		{"Rekey Int (T): 86400 Seconds          Rekey Left(T): 63814 Seconds", []pair{{"Rekey Int (T)", "86400 Seconds"}, {"Rekey Left(T)", "63814 Seconds"}}},
		{"Encryption   : IKEv2: (1)AES256  IPsec: (1)AES256", []pair{{"Encryption", "IKEv2: (1)AES256  IPsec: (1)AES256"}}},
		{"Encrypt :                 Hash    : SHA", []pair{{"Encrypt", ""}, {"Hash", "SHA"}}},
		{"Encrypt : Hash : SHA", []pair{{"Encrypt", ""}, {"Hash", "SHA"}}},
		{"IKE Neg Mode : Main Auth Mode : preSharedKeys", []pair{{"IKE Neg Mode", "Main"}, {"Auth Mode", "preSharedKeys"}}},
		{"Rekey Int (T): 86400 Seconds Rekey Left(T): 63814 Seconds", []pair{{"Rekey Int (T)", "86400 Seconds"}, {"Rekey Left(T)", "63814 Seconds"}}},
		{"Type : L2L Role : initiator", []pair{{"Type", "L2L"}, {"Role", "initiator"}}},
		{"no pairs here", nil},
	}
	for _, tt := range tests {
		got := pairs(tt.line)
		if len(got) != len(tt.want) {
			t.Errorf("pairs(%q) = %q, want %q", tt.line, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("pairs(%q) = %q, want %q", tt.line, got, tt.want)
			}
		}
	}
}
