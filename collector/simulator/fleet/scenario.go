package fleet

import (
	"math/rand/v2"
	"slices"
)

// A scenario is what happens between two ends.
type scenario struct {
	name, cause string
	version     int
	cert        bool
	onDemand    bool
	daemonDown  bool // the responder's daemon
	ike, child  bool // what is established
	// stage is how far each attempt comes: 0 no attempt, 1 no answer, 2 the
	// first exchange is answered, 3 the second too.
	stage int
	// flow is the share of traffic (percent) that each end counts: sent and
	// received by the starting end, then by the other.
	flow [4]int
	// rate, if set, is the packets sent between two samples.
	rate int
	// log names the log templates; empty for a tunnel that came up.
	log string
	// change is what the starting end is configured with otherwise, pfs the group
	// of both ends.
	change func(*terms)
	pfs    int
	// pairs are the platforms that can show it: starting end, other end.
	pairs [][2]string
	// mixed are further pairs, which a fleet does not draw.
	mixed [][2]string
	// rowsV1 are the IOS rows of a starting IKEv1 end that is not up; statesV1
	// the ASA's words at each end.
	rowsV1   []RowV1
	statesV1 [2]string
	// age, if set, is how many seconds ago the tunnel came up.
	age    int
	weight int
}

// A RowV1 is one row of "show crypto isakmp sa".
type RowV1 struct {
	State  string
	ID     int
	Status string
}

const (
	ios, asa, sw = "cisco-ios", "cisco-asa", "strongswan"
)

var (
	anyPair = [][2]string{{ios, ios}, {ios, asa}, {ios, sw}, {asa, ios}, {asa, asa}, {asa, sw}, {sw, ios}, {sw, asa}, {sw, sw}}
	ciscos  = [][2]string{{ios, ios}, {ios, asa}, {asa, ios}, {asa, asa}}
	// A responder that tells most of what it refuses.
	toStrongswan = [][2]string{{ios, sw}, {asa, sw}, {sw, sw}}
	both         = [4]int{100, 98, 98, 100}
)

// scenarios is every scenario. Weights are those of a fleet.
var scenarios = []scenario{
	{name: "healthy", cause: "intent/healthy", version: 2, ike: true, child: true, stage: 3, flow: both, pairs: anyPair, weight: 60},
	{name: "healthy-v1", cause: "intent/healthy", version: 1, ike: true, child: true, stage: 3, flow: both, pairs: ciscos, mixed: [][2]string{{ios, sw}, {sw, ios}}, weight: 12},
	{name: "on-demand", cause: "intent/idle-by-design", version: 2, onDemand: true, log: "none", pairs: [][2]string{{ios, ios}, {ios, asa}}, weight: 4},
	{name: "psk-mismatch", change: otherKey, cause: "auth/psk-mismatch", version: 2, stage: 3, log: "psk-mismatch", pairs: [][2]string{{sw, sw}, {ios, sw}}, mixed: [][2]string{{asa, sw}}, weight: 4},
	{name: "psk-mismatch-v1", change: otherKey, cause: "auth/psk-mismatch", version: 1, stage: 2, log: "psk-mismatch-v1", pairs: [][2]string{{ios, asa}}, weight: 4,
		rowsV1:   []RowV1{{"MM_KEY_EXCH", 1004, "ACTIVE"}, {"MM_NO_STATE", 1003, "ACTIVE (deleted)"}},
		statesV1: [2]string{"", "MM_WAIT_MSG5"}},
	{name: "ike-proposal", change: otherIKE, cause: "ike/proposal-mismatch", version: 2, stage: 2, log: "ike-proposal", pairs: [][2]string{{sw, sw}, {ios, sw}}, mixed: [][2]string{{asa, sw}}, weight: 4},
	{name: "udp500-blocked", cause: "underlay/udp500-blocked", version: 2, stage: 1, log: "udp500-blocked", pairs: [][2]string{{sw, sw}, {sw, asa}, {sw, ios}}, weight: 4},
	{name: "udp500-blocked-v1", cause: "underlay/udp500-blocked", version: 1, stage: 1, log: "udp500-blocked", pairs: ciscos, weight: 4,
		rowsV1:   []RowV1{{"MM_NO_STATE", 0, "ACTIVE"}, {"MM_NO_STATE", 0, "ACTIVE (deleted)"}},
		statesV1: [2]string{"MM_WAIT_MSG2", ""}},
	{name: "selectors", cause: "child/selector-mismatch", version: 2, ike: true, stage: 3, log: "selectors", pairs: [][2]string{{sw, sw}}, mixed: [][2]string{{ios, sw}, {asa, sw}}, weight: 4},
	{name: "esp-proposal", change: otherESP, cause: "child/proposal-mismatch", version: 1, ike: true, stage: 3, log: "esp-proposal", pairs: [][2]string{{ios, asa}}, weight: 4},
	{name: "no-return", cause: "data/peer-does-not-return", version: 2, ike: true, child: true, stage: 3, flow: [4]int{100, 0, 0, 100}, pairs: anyPair, weight: 4},
	{name: "esp-lost", cause: "data/esp-lost-in-path", version: 2, ike: true, child: true, stage: 3, flow: [4]int{100, 0, 100, 100}, pairs: anyPair, weight: 4},
	{name: "cert-expired", cause: "auth/cert-expired", version: 2, cert: true, stage: 3, log: "cert-expired", pairs: [][2]string{{sw, sw}}, weight: 3},
	{name: "daemon-down", cause: "platform/daemon-not-serving", version: 2, daemonDown: true, stage: 1, log: "daemon-down", pairs: [][2]string{{sw, sw}}},
	// From here on none is drawn for a fleet.
	{name: "esp-proposal-v2", change: otherESP, cause: "child/proposal-mismatch", version: 2, ike: true, stage: 3, log: "esp-proposal-v2", pairs: toStrongswan},
	{name: "identity", change: otherIdentity, cause: "auth/identity-mismatch", version: 2, stage: 3, log: "identity", pairs: [][2]string{{ios, sw}, {sw, sw}}},
	{name: "wrong-peer", change: otherPeer, cause: "ike/wrong-peer-address", version: 2, stage: 1, log: "wrong-peer", pairs: [][2]string{{ios, sw}, {sw, ios}, {asa, sw}, {sw, asa}, {ios, asa}}},
	{name: "pfs-v1", change: otherGroup, pfs: 14, cause: "child/pfs-mismatch", version: 1, ike: true, stage: 3, log: "esp-proposal", pairs: [][2]string{{ios, asa}}},
	{name: "lifetimes", change: otherLifetime, cause: "intent/healthy", version: 2, ike: true, child: true, stage: 3, flow: both, pairs: anyPair},
	{name: "esp-loss", cause: "underlay/path-loss", version: 2, ike: true, child: true, stage: 3, flow: [4]int{100, 98, 98, 70}, rate: 5200, pairs: anyPair},
	{name: "flapping", cause: "stability/flapping", version: 2, ike: true, child: true, stage: 3, flow: both, age: 300, log: "flapping", pairs: [][2]string{{ios, ios}}, weight: 3},
}

func scenarioNamed(name string) *scenario {
	i := slices.IndexFunc(scenarios, func(s scenario) bool { return s.name == name })
	return &scenarios[i]
}

// pick draws a scenario that the answering platform can show.
func pick(random *rand.Rand, answering string) *scenario {
	total := 0
	for i := range scenarios {
		total += scenarios[i].weightFor(answering)
	}
	at := random.IntN(total)
	for i := range scenarios {
		if at -= scenarios[i].weightFor(answering); at < 0 {
			return &scenarios[i]
		}
	}
	panic("the weights do not add up to their total")
}

func (s *scenario) weightFor(answering string) int {
	if len(s.starters(answering)) == 0 {
		return 0
	}
	return s.weight
}

// starters are the platforms that can start towards the answering one.
func (s *scenario) starters(answering string) []string {
	var out []string
	for _, pair := range s.pairs {
		if pair[1] == answering {
			out = append(out, pair[0])
		}
	}
	return out
}

func (s *scenario) starter(random *rand.Rand, answering string) string {
	choice := s.starters(answering)
	return choice[random.IntN(len(choice))]
}
