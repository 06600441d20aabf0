package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// replayDrops says that the anti-replay window drops packets (RFC 4303,
// section 3.4.3).
var replayDrops = engine.Rule{
	ID:       "data/replay-drops",
	Title:    "The anti-replay check drops packets that arrive out of order",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/throughput-drop", "data/esp-lost-in-path"},
	Judge: rejection{
		counter: func(k *ipsec.Counters) ipsec.Count { return k.ReplayFailed },
		event:   ipsec.EventReplay,
		says:    "packets are older than the replay window, or came twice",
	}.judge,
}
