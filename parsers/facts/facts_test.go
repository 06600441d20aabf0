package facts

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

func TestUnknownIsLeftOut(t *testing.T) {
	at := ipsec.Ref{Command: "c", First: 1, Last: 1}
	got := Lines(&ipsec.Snapshot{ChildSAs: []ipsec.ChildSA{{
		Counters:    ipsec.Counters{Encaps: ipsec.Saw(uint64(0), at)},
		ExpiresInIn: []ipsec.Duration{ipsec.Saw(time.Hour, at), {}},
	}}})[0]
	if got["encaps"] != uint64(0) {
		t.Errorf("encaps = %v, want the observed 0", got["encaps"])
	}
	if _, ok := got["decaps"]; ok {
		t.Errorf("decaps = %v, want nothing", got["decaps"])
	}
	if lives := got["life_s_in"].([]any); len(lives) != 1 || lives[0] != int64(3600) {
		t.Errorf("life_s_in = %v, want [3600]", lives)
	}
}
