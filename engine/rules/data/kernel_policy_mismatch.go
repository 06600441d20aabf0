package data

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// kernelPolicyMismatch says that the kernel has the SA and no policy that leads
// packets to it, or one for another interface.
var kernelPolicyMismatch = engine.Rule{
	ID:       "data/kernel-policy-mismatch",
	Title:    "The kernel policy, mark or interface id does not fit the SA",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaKernelPolicy, ipsec.AreaChildSAs, ipsec.AreaDrops},
	Explains: []string{"data/not-selected", "data/inner-outside-selectors", "data/receives-only", "data/peer-does-not-return"},
	Judge:    judgeKernelPolicy,
}

func judgeKernelPolicy(c *engine.Case) engine.Verdict {
	if !onLinux(&c.Local) && !onLinux(&c.Remote) {
		return engine.Inapplicable("no end that was read is a Linux host")
	}
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("")
	}
	looked := false
	for _, e := range c.Ends() {
		if !e.Read() || !onLinux(e) {
			continue
		}
		looked = looked || e.KernelSays() || e.Drop(noPolicy).Known()
		if v, ok := policyGone(c, e); ok {
			return v
		}
	}
	if !looked {
		return engine.Unobserved(c.LacksAny(ipsec.AreaKernelPolicy, ipsec.AreaDrops)...)
	}
	return engine.Silent("")
}

// noPolicy counts packets that were decrypted and met no policy (Linux
// Documentation/networking/xfrm_proc.rst).
const noPolicy = "XfrmInNoPols"

// policyGone looks at an end whose packets do not move both ways.
func policyGone(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	if worksAt(c, e) {
		return engine.Verdict{}, false
	}
	said := saidPolicyGone(e)
	if faults := e.PolicyFaults(); len(faults) > 0 {
		f := faults[0]
		v := engine.Hold(engine.Certain, engine.Show(e, engine.FromState, f.Child.Ref, "the SA is installed")).By(engine.LocalFact).
			Owned(c.OwnerOf(e)).With(faultText(e, f))
		if f.Other != nil {
			v.Evidence = append(v.Evidence, engine.Show(e, engine.FromConfig, f.Other.Ref, "the policy of the kernel: "+f.Why))
		}
		if said != nil {
			v.Evidence = append(v.Evidence, engine.FromEvent(e, said, "the kernel has no such policy"))
		}
		return v, true
	}
	grew, at, compared := e.GrewDrop(noPolicy)
	switch {
	case said != nil:
		return engine.Hold(engine.Certain, engine.FromEvent(e, said, "the kernel has no such policy")).By(engine.PrintedByVerifier).
			Owned(c.OwnerOf(e)).Began(said).With("the policies of the tunnel are gone from the kernel of " + e.Name), true
	case compared && grew >= engine.LeastStimulus:
		return engine.Hold(engine.Strong, engine.Show(e, engine.FromCounter, at, "decrypted packets met no policy")).Owned(c.OwnerOf(e)).
			With(fmt.Sprintf("%d packets met no policy at %s between the samples", grew, e.Name)).
			SettledBy("`ip xfrm policy` at " + e.Name + " must have in, fwd and out for the networks"), true
	}
	return engine.Verdict{}, false
}

func faultText(e *engine.End, f engine.PolicyFault) string {
	if f.Other != nil {
		return f.Why + " at " + e.Name
	}
	return fmt.Sprintf("the kernel of %s has no policy (%s) for the SA %s", e.Name, strings.Join(f.Missing, ", "), f.Child.Name)
}

// saidPolicyGone returns the daemon's line that the kernel lacks a policy.
func saidPolicyGone(e *engine.End) *ipsec.Event {
	ev := engine.Last(e.Own(e.SinceChildUp()), ipsec.EventStateLost)
	if ev == nil || !strings.Contains(strings.Join(e.Snap.Quote(ev.Ref), " "), "querying policy") {
		return nil
	}
	return ev
}

// worksAt reports whether packets move both ways at an end.
func worksAt(c *engine.Case, e *engine.End) bool {
	for _, f := range flowsOf(c, e) {
		if f.In.Moves() && f.Out.Moves() {
			return true
		}
	}
	return false
}
