//go:build e2e

package e2e

// A want is what the program must say of one fault of the lab.
type want struct {
	fault string
	// rules are the headlines that are right.
	rules []string
	// atLeast is the least confidence; certain needs a witness (both ends are read).
	atLeast string
	// exits are the exit codes that are right.
	exits []int
	// moving faults show only in counters that move: two samples are taken.
	moving bool
	// text checks the plain report, too.
	text bool
	// losses are what the report must say of the packets of each direction.
	losses []wantLoss
	// never are causes that both ends together do not prove either.
	never []string
}

// A wantLoss is the true loss of one direction.
type wantLoss struct {
	from, to, result string
	percent          float64
}

// An oneEnd is what may be said of a fault when only one end can be read.
type oneEnd struct {
	fault, end string
	// rules are the headlines that are right.
	rules []string
	// never are causes that this end cannot know: none may be certain.
	never  []string
	exits  []int
	moving bool
}

var (
	healthy  = []int{0}
	warning  = []int{1}
	critical = []int{2}
)

func ids(rules ...string) []string { return rules }

var faults = []want{
	// slow ones first: two labs share the list
	{fault: "tunnel-flapping", rules: ids("stability/flapping", "stability/dpd-timeout"), atLeast: "medium", exits: []int{1, 2}},
	{fault: "healthy-traffic", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true, text: true,
		losses: []wantLoss{{"br1", "hq", "no-loss-seen", 0}, {"hq", "br1", "no-loss-seen", 0}}},
	{fault: "healthy-cert", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true},
	{fault: "nat-br1", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true},
	{fault: "v1-healthy", rules: ids("intent/healthy"), atLeast: "strong", exits: healthy, moving: true},
	{fault: "healthy-idle", rules: ids("intent/healthy", "data/idle", "intent/idle-by-design"), atLeast: "medium", exits: healthy, moving: true},
	// With --probe they show, see TestProbe.
	{fault: "mtu-blackhole", rules: ids("intent/healthy", "data/idle", "intent/idle-by-design"), atLeast: "medium", exits: healthy, moving: true},
	{fault: "ping-filtered", rules: ids("intent/healthy", "data/idle", "intent/idle-by-design"), atLeast: "medium", exits: healthy, moving: true},
	{fault: "oneway-esp-return-dropped", rules: ids("data/esp-lost-in-path", "underlay/esp-blocked"), atLeast: "strong", exits: critical, moving: true,
		losses: []wantLoss{{"hq", "br1", "lost", 100}, {"br1", "hq", "no-loss-seen", 0}}},
	{fault: "esp-loss", rules: ids("underlay/path-loss"), atLeast: "medium", exits: warning, moving: true, text: true,
		losses: []wantLoss{{"br1", "hq", "lost", 30}, {"hq", "br1", "no-loss-seen", 0}}},
	{fault: "oneway-esp-forward-dropped", rules: ids("data/esp-lost-in-path", "underlay/esp-blocked"), atLeast: "strong", exits: critical, moving: true,
		losses: []wantLoss{{"br1", "hq", "lost", 100}, {"hq", "br1", "no-loss-seen", 0}}},
	{fault: "esp-blocked", rules: ids("underlay/esp-blocked", "data/esp-lost-in-path"), atLeast: "strong", exits: critical, moving: true},
	{fault: "missing-return-route", rules: ids("data/peer-does-not-return", "data/receives-only", "data/route-missing"), atLeast: "medium", exits: critical, moving: true},
	{fault: "gw-no-forwarding", rules: ids("data/kernel-does-not-forward", "data/peer-does-not-return", "data/receives-only"), atLeast: "medium", exits: critical, moving: true},
	{fault: "ts-narrowed", rules: ids("child/selectors-narrowed"), atLeast: "strong", exits: warning, moving: true},
	{fault: "duplicate-ike-sas", rules: ids("ike/duplicate-sas"), atLeast: "medium", exits: warning, moving: true},
	{fault: "peer-restarted", rules: ids("ike/peer-lost-state", "stability/dead-peer-unnoticed", "data/spi-mismatch"), atLeast: "medium", exits: critical, moving: true},
	{fault: "pfs-mismatch", rules: ids("child/pfs-mismatch"), atLeast: "strong", exits: critical},
	{fault: "peer-dead", rules: ids("platform/daemon-not-serving"), atLeast: "certain", exits: critical},
	{fault: "daemon-down", rules: ids("platform/daemon-not-serving"), atLeast: "certain", exits: critical},
	{fault: "closed-by-command", rules: ids("stability/operator-action"), atLeast: "certain", exits: critical, never: ids("stability/flapping")},
	{fault: "udp500-blocked", rules: ids("underlay/udp500-blocked", "underlay/peer-unreachable", "ike/no-response"), atLeast: "medium", exits: critical},
	{fault: "peer-unreachable", rules: ids("underlay/peer-unreachable", "ike/no-response"), atLeast: "medium", exits: critical},
	{fault: "retrying", rules: ids("underlay/peer-unreachable", "ike/no-response"), atLeast: "medium", exits: critical},
	{fault: "udp4500-blocked", rules: ids("underlay/udp4500-blocked"), atLeast: "medium", exits: critical},
	{fault: "ike-reply-blocked", rules: ids("underlay/ike-reply-lost"), atLeast: "medium", exits: critical},
	{fault: "v1-psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "medium", exits: critical},
	{fault: "psk-mismatch", rules: ids("auth/psk-mismatch"), atLeast: "certain", exits: critical, text: true},
	{fault: "psk-missing", rules: ids("auth/psk-missing"), atLeast: "certain", exits: critical},
	{fault: "id-mismatch", rules: ids("auth/identity-mismatch"), atLeast: "strong", exits: critical},
	{fault: "id-mismatch-remote", rules: ids("auth/identity-mismatch"), atLeast: "strong", exits: critical},
	{fault: "auth-method-mismatch", rules: ids("auth/method-mismatch"), atLeast: "strong", exits: critical},
	{fault: "cert-expired", rules: ids("auth/cert-expired"), atLeast: "certain", exits: critical},
	{fault: "cert-expired-hq", rules: ids("auth/cert-expired"), atLeast: "certain", exits: critical},
	{fault: "cert-unknown-ca", rules: ids("auth/cert-untrusted"), atLeast: "strong", exits: critical},
	{fault: "clock-skew-behind", rules: ids("auth/clock-wrong"), atLeast: "medium", exits: critical},
	{fault: "ike-proposal-mismatch", rules: ids("ike/proposal-mismatch"), atLeast: "certain", exits: critical, text: true},
	{fault: "dh-mismatch", rules: ids("ike/dh-group-mismatch"), atLeast: "strong", exits: critical},
	{fault: "ike-version-mismatch", rules: ids("ike/version-mismatch"), atLeast: "strong", exits: critical},
	{fault: "no-config", rules: ids("intent/peer-not-configured", "ike/no-matching-connection", "intent/config-not-in-force"), atLeast: "medium", exits: critical},
	{fault: "wrong-remote-addr", rules: ids("ike/wrong-peer-address", "ike/no-matching-connection"), atLeast: "medium", exits: critical},
	{fault: "esp-proposal-mismatch", rules: ids("child/proposal-mismatch"), atLeast: "certain", exits: critical},
	{fault: "ts-mismatch", rules: ids("child/selector-mismatch"), atLeast: "strong", exits: critical},
	{fault: "v1-proposal-mismatch", rules: ids("ike/proposal-mismatch"), atLeast: "certain", exits: critical},
	{fault: "v1-ts-mismatch", rules: ids("child/selector-mismatch"), atLeast: "strong", exits: critical},
}

// The end that refuses knows the reason; the other sees a word or silence.
var oneEnds = []oneEnd{
	{fault: "psk-mismatch", end: "hq", rules: ids("auth/psk-mismatch"), exits: critical},
	{fault: "psk-mismatch", end: "br1", rules: ids("auth/refused-without-reason"),
		never: ids("auth/psk-mismatch", "auth/psk-missing", "auth/identity-mismatch", "auth/method-mismatch"), exits: critical},
	{fault: "id-mismatch", end: "br1", rules: ids("auth/refused-without-reason"),
		never: ids("auth/psk-mismatch", "auth/psk-missing", "auth/identity-mismatch"), exits: critical},
	{fault: "ike-proposal-mismatch", end: "hq", rules: ids("ike/proposal-mismatch"), exits: critical},
	{fault: "ike-proposal-mismatch", end: "br1", rules: ids("ike/refused-without-reason", "ike/proposal-mismatch"),
		never: ids("ike/proposal-mismatch", "ike/dh-group-mismatch", "ike/version-mismatch", "ike/no-matching-connection"), exits: critical},
	{fault: "ike-version-mismatch", end: "br1", rules: ids("ike/refused-without-reason"),
		never: ids("ike/proposal-mismatch", "ike/version-mismatch", "ike/no-matching-connection"), exits: critical},
	{fault: "no-config", end: "br1", rules: ids("ike/refused-without-reason"),
		never: ids("ike/proposal-mismatch", "intent/peer-not-configured", "ike/no-matching-connection"), exits: critical},
	{fault: "udp500-blocked", end: "br1", rules: ids("ike/no-response", "underlay/peer-unreachable"),
		never: ids("underlay/udp500-blocked", "underlay/ike-reply-lost", "platform/daemon-not-serving"), exits: critical},
	{fault: "ike-reply-blocked", end: "br1", rules: ids("ike/no-response", "underlay/peer-unreachable"),
		never: ids("underlay/udp500-blocked", "underlay/ike-reply-lost", "platform/daemon-not-serving"), exits: critical},
	{fault: "peer-dead", end: "br1", rules: ids("stability/dpd-timeout", "ike/no-response", "underlay/peer-unreachable", "intent/configured-not-up"),
		never: ids("platform/daemon-not-serving", "underlay/udp500-blocked", "stability/flapping"), exits: []int{1, 2}},
	{fault: "closed-by-command", end: "hq", rules: ids("stability/peer-deletes", "intent/configured-not-up"),
		never: ids("stability/operator-action", "stability/dpd-timeout"), exits: []int{1, 2}},
	{fault: "cert-expired", end: "hq", rules: ids("auth/cert-expired"), exits: critical},
	{fault: "cert-expired-hq", end: "hq", rules: ids("auth/half-authenticated", "auth/refused-without-reason", "auth/cert-expired", "stability/peer-deletes"), exits: []int{1, 2}},
	{fault: "esp-proposal-mismatch", end: "br1", rules: ids("child/refused-without-reason", "child/proposal-mismatch", "child/none-established"),
		never: ids("child/proposal-mismatch", "child/pfs-mismatch"), exits: critical},
	{fault: "oneway-esp-return-dropped", end: "br1", rules: ids("data/sends-only", "underlay/esp-blocked", "data/esp-lost-in-path"),
		never: ids("data/esp-lost-in-path", "underlay/esp-blocked", "data/peer-does-not-return", "data/route-missing"), exits: critical, moving: true},
	{fault: "oneway-esp-return-dropped", end: "hq", rules: ids("intent/healthy", "collect/undetermined"),
		never: ids("data/esp-lost-in-path", "intent/healthy"), exits: []int{0, 1}, moving: true},
	{fault: "missing-return-route", end: "br1", rules: ids("data/sends-only", "data/peer-does-not-return"),
		never: ids("data/esp-lost-in-path", "underlay/esp-blocked", "data/peer-does-not-return"), exits: critical, moving: true},
	{fault: "missing-return-route", end: "hq", rules: ids("data/receives-only", "data/route-missing"),
		never: ids("data/peer-does-not-return", "data/esp-lost-in-path"), exits: critical, moving: true},
}
