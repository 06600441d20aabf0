package fleet

import "math/rand/v2"

// A Pair is two devices of different vendors and what happens between them.
// The starting end is the one that a fault is configured at.
type Pair struct {
	From, To string // platforms
	Scenario string
	Cause    string // as in Tunnel
	IKE      int    // version
}

// Name tells pairs apart.
func (p Pair) Name() string { return p.Scenario + "/" + p.From + "-" + p.To }

// MixedPairs returns every scenario between every two platforms that can show
// it and are not the same.
func MixedPairs() []Pair {
	var out []Pair
	for _, s := range scenarios {
		for _, list := range [][][2]string{s.pairs, s.mixed} {
			for _, ends := range list {
				if ends[0] != ends[1] {
					out = append(out, Pair{From: ends[0], To: ends[1], Scenario: s.name, Cause: s.cause, IKE: s.version})
				}
			}
		}
	}
	return out
}

// Fleet returns the two devices, "near" that starts and "far", and their tunnel.
func (p Pair) Fleet() *Fleet {
	f := &Fleet{}
	near, far := f.add("", p.From), f.add("", p.To)
	near.Name, far.Name = "near", "far"
	f.connect(near, far, scenarioNamed(p.Scenario), rand.New(rand.NewPCG(3, 4)))
	return f
}
