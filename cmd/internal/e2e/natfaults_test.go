//go:build e2e

package e2e

// natFaults are the faults with address translation in between: hq sees br1 by
// an address that is not br1's.
var natFaults = []want{
	// slow ones first
	{fault: "nat-mapping-expired", rules: ids("underlay/nat-mapping-expires", "data/esp-lost-in-path"), atLeast: "medium", exits: critical, moving: true,
		losses: []wantLoss{{"hq", "br1", "lost", 100}}, never: ids("underlay/nat-mapping-expires", "underlay/esp-blocked", "data/peer-does-not-return")},
	{fault: "nat-peer-given-up", rules: ids("ike/peer-lost-state", "stability/dead-peer-unnoticed"), atLeast: "medium", exits: critical, moving: true,
		never: ids("ike/peer-lost-state", "underlay/esp-blocked", "data/esp-lost-in-path")},
	{fault: "nat-address-changed", rules: ids("data/esp-lost-in-path"), atLeast: "strong", exits: critical, moving: true,
		losses: []wantLoss{{"hq", "br1", "lost", 100}, {"br1", "hq", "no-loss-seen", 0}}, never: ids("underlay/esp-blocked", "underlay/nat-mapping-expires", "data/peer-does-not-return")},
	{fault: "nat-oneway-esp-return-dropped", rules: ids("data/esp-lost-in-path", "underlay/esp-blocked"), atLeast: "strong", exits: critical, moving: true, text: true,
		losses: []wantLoss{{"hq", "br1", "lost", 100}, {"br1", "hq", "no-loss-seen", 0}}, never: ids("underlay/nat-mapping-expires", "data/peer-does-not-return")},
	{fault: "nat-udp4500-blocked", rules: ids("underlay/udp4500-blocked"), atLeast: "medium", exits: critical, never: ids("underlay/udp500-blocked", "auth/psk-mismatch")},
	{fault: "nat-no-forward", rules: ids("ike/no-response", "underlay/peer-unreachable"), atLeast: "medium", exits: critical,
		never: ids("ike/wrong-peer-address", "underlay/udp500-blocked", "platform/daemon-not-serving")},
	{fault: "nat-psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "certain", exits: critical},
	{fault: "nat-id-private", rules: ids("auth/identity-changed-by-nat", "auth/identity-mismatch"), atLeast: "strong", exits: critical, text: true,
		never: ids("auth/psk-mismatch", "auth/psk-missing")},
	{fault: "nat-wrong-remote-addr", rules: ids("ike/wrong-peer-address"), atLeast: "strong", exits: critical, text: true,
		never: ids("ike/proposal-mismatch", "ike/no-matching-connection", "intent/peer-not-configured")},
	{fault: "nat-ts-mismatch", rules: ids("child/selector-mismatch"), atLeast: "strong", exits: critical},
}

var natOneEnds = []oneEnd{
	{fault: "nat-id-private", end: "br1", rules: ids("auth/refused-without-reason"),
		never: ids("auth/psk-mismatch", "auth/identity-mismatch", "auth/identity-changed-by-nat"), exits: critical},
	{fault: "nat-wrong-remote-addr", end: "br1", rules: ids("ike/refused-without-reason"),
		never: ids("ike/proposal-mismatch", "ike/wrong-peer-address", "ike/no-matching-connection"), exits: critical},
	{fault: "nat-wrong-remote-addr", end: "hq", rules: ids("ike/wrong-peer-address", "ike/no-matching-connection", "intent/configured-not-up"),
		never: ids("ike/wrong-peer-address", "ike/no-matching-connection"), exits: critical},
	{fault: "nat-no-forward", end: "hq", rules: ids("ike/no-response", "underlay/peer-unreachable"),
		never: ids("ike/no-response", "underlay/peer-unreachable", "underlay/udp500-blocked"), exits: critical},
	{fault: "nat-peer-given-up", end: "br1", rules: ids("data/sends-only", "stability/dead-peer-unnoticed", "data/esp-lost-in-path"),
		never: ids("ike/peer-lost-state", "stability/dead-peer-unnoticed", "data/esp-lost-in-path"), exits: critical, moving: true},
}
