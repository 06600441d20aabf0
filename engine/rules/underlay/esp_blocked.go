package underlay

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// espBlocked says that both ends send ESP and neither receives any, while IKE
// passes. It takes both ends: from one alone it looks like any one-way fault.
var espBlocked = engine.Rule{
	ID:       "underlay/esp-blocked",
	Title:    "The path drops ESP (IP protocol 50) although IKE gets through",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"data/sends-only", "data/esp-lost-in-path", "data/counter-stall", "data/overlay-routing-down", "stability/monitor-takes-down"},
	Judge:    judgeEspBlocked,
}

func judgeEspBlocked(c *engine.Case) engine.Verdict {
	if !c.BothRead() {
		return engine.Unobserved(unread(c)...)
	}
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if missing := c.LacksAgreement(); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, f := range c.Local.Flows() {
		far, matched := c.FarFlow(&c.Local, f)
		if !matched || !sendsInVain(f) || !sendsInVain(far) {
			continue
		}
		if ipsec.Yes(f.Child.UDPEncap) || ipsec.Yes(far.Child.UDPEncap) {
			return engine.Silent("ESP travels inside UDP port 4500, by which IKE gets through")
		}
		if arrives(f) || arrives(far) {
			return engine.Silent("ESP arrives and is refused by the receiver", engine.Show(&c.Local, engine.FromCounter, f.Ref, "the counters of this end"))
		}
		return lostBothWays(c, f, far)
	}
	return engine.Silent("")
}

func unread(c *engine.Case) []string {
	var out []string
	for _, e := range c.Ends() {
		if !e.Read() && e.Name != "" {
			out = append(out, e.Lacks(ipsec.AreaChildSAs))
		}
	}
	return append(out, "the counters of both ends of the tunnel")
}

func lostBothWays(c *engine.Case, f, far engine.Flow) engine.Verdict {
	v := engine.Hold(engine.Strong,
		engine.Show(&c.Local, engine.FromCounter, f.Ref, "this end sends ESP and receives none"),
		engine.Show(&c.Remote, engine.FromCounter, far.Ref, "so does the other end, with the same SPIs")).
		With(fmt.Sprintf("%d packets of %s and %d of %s vanish", f.Out.Packets(), c.Local.Name, far.Out.Packets(), c.Remote.Name)).
		SettledBy("capture IP protocol 50 at both outside interfaces")
	for _, e := range c.Ends() {
		if sa := e.IKEUp(); sa != nil {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, sa.Ref, "IKE is up"))
			return v
		}
	}
	return v.Weakened("no IKE SA is up, so it is not known whether IKE gets through")
}

// sendsInVain reports whether a flow has sent enough to mean something and has
// received nothing.
func sendsInVain(f engine.Flow) bool {
	return f.In.Still() && f.Out.Packets() >= engine.LeastStimulus && (f.Out.Compared || f.Old())
}

// arrives reports whether error counters show that ESP does arrive.
func arrives(f engine.Flow) bool {
	k := f.Child.Counters
	for _, n := range []ipsec.Count{k.RecvErrors, k.VerifyFailed, k.ReplayFailed, k.InvalidIdentity, k.DecapsFailed, k.InvalidSA} {
		if n.Or(0) > 0 {
			return true
		}
	}
	return false
}
