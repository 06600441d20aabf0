package ciscoios

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestStateNeedsTheRole(t *testing.T) {
	tests := []struct {
		word string
		role ipsec.Role
		want ipsec.IKEState
	}{
		{"MM_NO_STATE", ipsec.Initiator, ipsec.IKEInitSent},
		{"MM_NO_STATE", ipsec.Responder, ipsec.IKEInitAnswered},
		{"MM_NO_STATE", ipsec.RoleUnknown, ipsec.IKENegotiating},
		{"MM_SA_SETUP", ipsec.Initiator, ipsec.IKEKeyExchange},
		{"MM_SA_SETUP", ipsec.Responder, ipsec.IKEInitAnswered},
		{"MM_KEY_EXCH", ipsec.Responder, ipsec.IKEAuthPending},
		{"AG_INIT_EXCH", ipsec.RoleUnknown, ipsec.IKEAuthPending},
		{"QM_IDLE", ipsec.RoleUnknown, ipsec.IKEEstablished},
		{"MM_NEW_WORD", ipsec.Initiator, ipsec.IKEUnknown},
	}
	for _, tt := range tests {
		if got := isakmpState(tt.word, tt.role); got != tt.want {
			t.Errorf("isakmpState(%s, %q) = %s, want %s", tt.word, tt.role, got, tt.want)
		}
	}
}
