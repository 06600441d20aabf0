//go:build e2e

package e2e

var libreswanFaults = []want{
	{fault: "lsw-healthy", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true, text: true},
	{fault: "lsw-v1-healthy", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true},
	{fault: "lsw-psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "certain", exits: critical, text: true},
	{fault: "lsw-v1-psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "medium", exits: critical},
	{fault: "lsw-ike-proposal-mismatch", rules: ids("ike/proposal-mismatch"), atLeast: "certain", exits: critical},
	{fault: "lsw-esp-proposal-mismatch", rules: ids("child/proposal-mismatch"), atLeast: "certain", exits: critical},
	{fault: "lsw-ts-mismatch", rules: ids("child/selector-mismatch"), atLeast: "strong", exits: critical},
	{fault: "lsw-id-mismatch", rules: ids("auth/identity-mismatch"), atLeast: "strong", exits: critical},
	{fault: "lsw-peer-unreachable", rules: ids("underlay/peer-unreachable", "ike/no-response"), atLeast: "medium", exits: critical},
	{fault: "lsw-v1-pfs-mismatch", rules: ids("child/pfs-mismatch"), atLeast: "strong", exits: critical},
	{fault: "lsw-pfs-mismatch", rules: ids("child/pfs-mismatch"), atLeast: "strong", exits: critical},
	{fault: "lsw-peer-dead", rules: ids("platform/daemon-not-serving"), atLeast: "certain", exits: critical},
	{fault: "lsw-mixed-healthy", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true},
	{fault: "lsw-mixed-psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "certain", exits: critical},
	{fault: "lsw-mixed-ts-mismatch", rules: ids("child/selector-mismatch"), atLeast: "strong", exits: critical},
}

var libreswanOneEnds = []oneEnd{
	{fault: "lsw-psk-mismatch", end: "hq", rules: ids("auth/psk-mismatch"), exits: critical},
	{fault: "lsw-psk-mismatch", end: "br1", rules: ids("auth/refused-without-reason"),
		never: ids("auth/psk-mismatch", "auth/psk-missing", "auth/identity-mismatch", "auth/method-mismatch"), exits: critical},
	{fault: "lsw-v1-psk-mismatch", end: "br1", rules: ids("auth/psk-mismatch", "collect/undetermined"),
		never: ids("auth/psk-mismatch", "underlay/udp4500-blocked", "auth/identity-mismatch"), exits: critical},
	{fault: "lsw-id-mismatch", end: "br1", rules: ids("auth/refused-without-reason"),
		never: ids("auth/psk-mismatch", "auth/psk-missing", "auth/identity-mismatch"), exits: critical},
	{fault: "lsw-ike-proposal-mismatch", end: "br1", rules: ids("ike/refused-without-reason"),
		never: ids("ike/proposal-mismatch", "ike/dh-group-mismatch", "ike/version-mismatch", "ike/no-matching-connection"), exits: critical},
	{fault: "lsw-esp-proposal-mismatch", end: "br1", rules: ids("child/refused-without-reason"),
		never: ids("child/proposal-mismatch", "child/pfs-mismatch"), exits: critical},
	{fault: "lsw-ts-mismatch", end: "br1", rules: ids("child/selector-mismatch"), never: ids("child/selector-mismatch"), exits: critical},
	{fault: "lsw-pfs-mismatch", end: "hq", rules: ids("child/pfs-mismatch"), exits: critical},
	{fault: "lsw-pfs-mismatch", end: "br1", rules: ids("child/pfs-mismatch", "child/refused-without-reason"),
		never: ids("child/proposal-mismatch", "child/pfs-mismatch"), exits: critical},
	{fault: "lsw-peer-dead", end: "br1", rules: ids("stability/dpd-timeout", "ike/no-response", "underlay/peer-unreachable", "intent/configured-not-up"),
		never: ids("platform/daemon-not-serving", "underlay/udp500-blocked", "stability/flapping"), exits: []int{1, 2}},
}
