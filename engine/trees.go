package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// A Tree is one symptom or scenario of the troubleshooting guide this program
// grew from, and the steps an engineer takes through it.
type Tree struct {
	// ID is S-DOWN, S-P2, S-NT or S-FLAP for a symptom, C1 to C6 for a scenario.
	ID    string
	Title string
	Steps []TreeStep
	// applies is nil for a tree that fits every tunnel; the reason is given for
	// one that it does not fit.
	applies func(*Case) (why string, ok bool)
}

// A TreeStep is one question of a tree. Its title says what is so when all is
// well, so that "pass" and "fail" read right.
type TreeStep struct {
	// ID is the step's name in the guide: D1 to D7, C2.3, C2.test; a step that
	// the guide lacks has the name of its tree and a word.
	ID    string
	Title string
	// Rules are the ids that answer the step, of the closed list. This version
	// may not have all of them yet.
	Rules []string
	// Note says what a usual answer to the step does not prove, where the guide
	// is too simple.
	Note string
	// Proves are states that show that the step passes.
	Proves []string
	// asks is nil, or says why the step has no meaning for a case.
	asks func(*Case) (why string, ok bool)
}

// Trees returns the trees in the order in which they are walked: the symptoms,
// then the scenario cards.
func Trees() []Tree {
	return slices.Concat([]Tree{treeDown(), treePhase2(), treeTraffic(), treeFlapping()}, scenarioTrees())
}

// phase1Down fits a tunnel without an IKE SA and without a Child SA.
func phase1Down(c *Case) (string, bool) {
	switch {
	case c.ChildUp():
		return "a Child SA is up", false
	case c.IKEUp():
		return "an IKE SA is up", false
	}
	return "", true
}

// phase2Down fits an IKE SA without a Child SA.
func phase2Down(c *Case) (string, bool) {
	switch {
	case c.ChildUp():
		return "a Child SA is up", false
	case !c.IKEUp():
		return "no IKE SA is known to be up", false
	}
	return "", true
}

// phase2Up fits a tunnel with a Child SA.
func phase2Up(c *Case) (string, bool) {
	if !c.ChildUp() {
		return "no Child SA is known to be up", false
	}
	return "", true
}

// byKey and byCertificate fit tunnels that authenticate so, or about which
// that is not known.
func byKey(c *Case) (string, bool) {
	if key, cert := authenticatesBy(c); cert && !key {
		return "certificates are used, not a pre-shared key", false
	}
	return "", true
}

func byCertificate(c *Case) (string, bool) {
	if key, cert := authenticatesBy(c); key && !cert {
		return "a pre-shared key is used, not certificates", false
	}
	return "", true
}

// authenticatesBy reports what the ends are known to authenticate with.
func authenticatesBy(c *Case) (key, certificate bool) {
	for _, e := range c.Ends() {
		yes, known := e.Certificates()
		key, certificate = key || known && !yes, certificate || known && yes
	}
	return key, certificate
}

// wasUp fits a tunnel that is up, or that some line shows to have been up.
func wasUp(c *Case) (string, bool) {
	if c.ChildUp() || c.IKEUp() {
		return "", true
	}
	for _, e := range c.Ends() {
		if Last(e.Events, ipsec.EventIKEEstablished, ipsec.EventChildEstablished, ipsec.EventTunnelUp, ipsec.EventPeerDead, ipsec.EventRekeyed,
			ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventDeleteReceived) != nil {
			return "", true
		}
	}
	return "nothing shows that the tunnel was ever up", false
}
