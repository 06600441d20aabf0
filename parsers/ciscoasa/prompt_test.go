package ciscoasa

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func TestPromptRole(t *testing.T) {
	for prompt, want := range map[string]ipsec.Flag{
		"hq/sec/stby#": ipsec.Saw(true, ipsec.Ref{}), "hq/stbyNoFailover>": ipsec.Saw(true, ipsec.Ref{}),
		"hq/pri/act#": ipsec.Saw(false, ipsec.Ref{}), "hq/branch#": {},
	} {
		var snap ipsec.Snapshot
		parsePrompt(scan.New("prompt", prompt), &snap)
		got, known := snap.Standby.Get()
		if wanted, says := want.Get(); got != wanted || known != says {
			t.Errorf("%s: standby %v (known %v)", prompt, got, known)
		}
	}
}
