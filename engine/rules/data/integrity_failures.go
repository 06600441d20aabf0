package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// integrityFailures says that ESP packets fail their integrity check.
var integrityFailures = engine.Rule{
	ID:       "data/integrity-failures",
	Title:    "Packets arrive but fail the integrity check",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/sends-only", "data/esp-lost-in-path", "data/throughput-drop"},
	Judge: rejection{
		counter: func(k *ipsec.Counters) ipsec.Count { return k.VerifyFailed },
		event:   ipsec.EventIntegrityFailed,
		says:    "packets do not verify with the key of their SA",
	}.judge,
}
