package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file compares the policies of an end's kernel with its Child SAs.

// A PolicyFault is a kernel policy that an installed SA needs and does not have.
type PolicyFault struct {
	Child *ipsec.ChildSA
	// Missing are the directions without a policy; Other is a policy that has
	// the networks and does not fit, nil when there is none; Why says how.
	Missing []string
	Other   *ipsec.KernelPolicy
	Why     string
}

// KernelSays reports whether the end's kernel printed its policies and it is the
// kernel that carries its SAs: a daemon can keep both to itself.
func (e *End) KernelSays() bool {
	if !e.Observed(ipsec.AreaKernelPolicy) {
		return false
	}
	return e.kernelHolds()
}

// kernelHolds reports whether the kernel showed an SA or a policy.
func (e *End) kernelHolds() bool {
	if len(e.Snap.KernelPolicies) > 0 {
		return true
	}
	return slices.ContainsFunc(e.Snap.Sources, func(src *ipsec.Source) bool {
		return src.Answer == ipsec.Answered && src.Read > 0 && strings.Contains(src.Command, "xfrm state")
	})
}

// PolicyFaults returns the installed tunnel-mode SAs whose policies the kernel
// does not hold, or holds for another interface id.
func (e *End) PolicyFaults() []PolicyFault {
	if e.shared == nil || !e.KernelSays() {
		return nil
	}
	var out []PolicyFault
	for _, sa := range e.ChildrenUp() {
		if age, known := sa.Age.Get(); sa.Mode.Or("tunnel") != "tunnel" || known && age < LeastAge {
			continue // two commands are not of one moment
		}
		f := PolicyFault{Child: sa}
		for _, l := range sa.LocalTS {
			for _, r := range sa.RemoteTS {
				e.lookUp(&f, l, r)
			}
		}
		if len(f.Missing) > 0 || f.Other != nil {
			out = append(out, f)
		}
	}
	return out
}

// lookUp looks for the three policies of one pair of selectors: out, in and, for
// hosts behind the end, fwd.
func (e *End) lookUp(f *PolicyFault, local, remote ipsec.Selector) {
	if !local.Valid() || !remote.Valid() {
		return
	}
	for _, direction := range []string{"out", "in"} {
		from, to := local, remote
		if direction != "out" {
			from, to = to, from
		}
		found := false
		for _, p := range e.policiesTo(direction, to) {
			if !p.Source.Covers(from) || !p.Destination.Covers(to) || p.TemplateSource == "" {
				continue
			}
			if found = true; f.Other == nil {
				f.Why = unfit(f.Child, p)
			}
			if f.Why != "" && f.Other == nil {
				f.Other = p
			}
		}
		if !found && !slices.Contains(f.Missing, direction) {
			f.Missing = append(f.Missing, direction)
		}
	}
}

// unfit says how a policy does not fit an SA, or "".
func unfit(sa *ipsec.ChildSA, p *ipsec.KernelPolicy) string {
	own, okOwn := sa.IfID.Get()
	its, okIts := p.IfID.Get()
	switch {
	case okOwn && okIts && own != its:
		return "interface id " + its + " in the policy, " + own + " in the SA"
	case okIts && !okOwn && sa.IfID.Known():
		return "interface id " + its + " in the policy, none in the SA"
	}
	return ""
}

// policiesTo returns the kernel's policies whose destination holds a network.
func (e *End) policiesTo(direction string, to ipsec.Selector) []*ipsec.KernelPolicy {
	p, ok := to.Prefix()
	if !ok || e.shared == nil {
		return nil
	}
	var out []*ipsec.KernelPolicy
	for bits := p.Bits(); bits >= 0; bits-- {
		if wide, err := p.Addr().Prefix(bits); err == nil {
			out = append(out, e.shared.policies[policyKey{direction, wide}]...)
		}
	}
	return out
}
