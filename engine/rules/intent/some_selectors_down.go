package intent

import (
	"fmt"
	"net/netip"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// someSelectorsDown says that the tunnel is up for some of its subnet pairs
// and not for others.
var someSelectorsDown = engine.Rule{
	ID:       "intent/some-selectors-down",
	Title:    "Only some of the configured subnet pairs have an SA",
	Severity: engine.Warning,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaChildSAs},
	Explains: []string{"data/app-only"},
	Judge:    judgeSomeSelectorsDown,
}

func judgeSomeSelectorsDown(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.ChildUp() {
		return engine.Silent("no Child SA is installed")
	}
	var quiet string
	for _, e := range c.Ends() {
		if len(e.ChildrenUp()) == 0 {
			continue
		}
		if v, down := wantedFlow(c, e); down {
			return v
		}
		if v, down := listedDown(e); down {
			return v
		}
		v, down, idle := configuredPair(e)
		if down {
			return v
		}
		quiet = idle
	}
	return engine.Silent(quiet)
}

// wantedFlow looks for a flow without an SA that packets wanted to use, which
// send errors show.
func wantedFlow(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	for _, sa := range e.ChildSAs {
		if sa.State != ipsec.ChildAbsent || coveredBy(e, sa.LocalTS, sa.RemoteTS) {
			continue
		}
		if sa.Counters.SendErrors.Or(0) >= engine.LeastStimulus {
			return engine.Hold(engine.Strong, engine.Show(e, engine.FromState, sa.Ref, "the flow has no SA"),
				engine.Show(e, engine.FromCounter, sa.Counters.SendErrors.Ref(), "packets for it could not be sent")).
				With(pair(sa.LocalTS, sa.RemoteTS) + " has no SA"), true
		}
	}
	return intendedPair(c, e)
}

// listedDown looks for a flow that the device itself lists as down beside one
// that is up. Whether it was asked for is not known; a crypto map, which waits
// for traffic, counts the packets that could not be sent and is judged by them.
func listedDown(e *engine.End) (engine.Verdict, bool) {
	for _, sa := range e.ChildSAs {
		if sa.State != ipsec.ChildAbsent || sa.Word == "" || sa.Map.Known() || sa.Counters.SendErrors.Known() || coveredBy(e, sa.LocalTS, sa.RemoteTS) {
			continue
		}
		what := sa.Name
		if len(sa.LocalTS) > 0 && len(sa.RemoteTS) > 0 {
			what = strings.TrimSpace(what + " " + pair(sa.LocalTS, sa.RemoteTS))
		}
		return engine.Hold(engine.Likely, append(upEvidence(e), engine.Show(e, engine.FromState, sa.Ref, "the device lists this one as down"))...).
			With(fmt.Sprintf("%s: %s", what, sa.Word)), true
	}
	return engine.Verdict{}, false
}

// intendedPair compares the subnet pairs of the inventory with those that are up.
func intendedPair(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	if c.Intent == nil || c.Intent.OnDemand {
		return engine.Verdict{}, false
	}
	for _, want := range c.Intent.Selectors {
		mine, theirs := want[0], want[1]
		if e.Name == c.Intent.Ends[1] {
			mine, theirs = theirs, mine
		}
		local, errL := netip.ParsePrefix(mine)
		remote, errR := netip.ParsePrefix(theirs)
		if errL == nil && errR == nil && !coveredBy(e, whole(local), whole(remote)) {
			return engine.Hold(engine.Strong, upEvidence(e)...).With(mine + " === " + theirs + " of the inventory has no SA"), true
		}
	}
	return engine.Verdict{}, false
}

func whole(p netip.Prefix) []ipsec.Selector {
	return []ipsec.Selector{ipsec.PrefixSelector(p, p.String())}
}

// configuredPair looks for a configured policy without an SA. Whether it was
// ever asked for is not known then.
func configuredPair(e *engine.End) (v engine.Verdict, down bool, idle string) {
	for _, p := range e.Peers {
		for i := range p.Policies {
			policy := &p.Policies[i]
			if len(policy.LocalTS) == 0 || len(policy.RemoteTS) == 0 || hasChild(e, policy) {
				continue
			}
			if n := unplaced(e); n > 0 {
				if all := enabledPairs(e); all > n {
					return engine.Hold(engine.Likely, append(upEvidence(e), engine.Show(e, engine.FromConfig, policy.Ref, "one of the configured subnet pairs"))...).
						With(fmt.Sprintf("%d subnet pairs are configured and the SAs serve at most %d; which, they do not show", all, n)), true, ""
				}
				continue
			}
			if waits(e, policy) {
				idle = fmt.Sprintf("%s waits for traffic", policy.Name)
				continue
			}
			return engine.Hold(engine.Likely, append(upEvidence(e), engine.Show(e, engine.FromConfig, policy.Ref, "this subnet pair has no SA"))...).
				With(fmt.Sprintf("%s (%s) has no SA", policy.Name, pair(policy.LocalTS, policy.RemoteTS))), true, ""
		}
	}
	return engine.Verdict{}, false, idle
}

// unplaced counts the installed Child SAs that do not show what they serve.
func unplaced(e *engine.End) int {
	n := 0
	for _, sa := range e.ChildrenUp() {
		if len(sa.LocalTS) == 0 && len(sa.RemoteTS) == 0 {
			n++
		}
	}
	return n
}

// enabledPairs counts the configured subnet pairs that are not switched off.
func enabledPairs(e *engine.End) int {
	n := 0
	for _, p := range e.Peers {
		if !ipsec.Yes(p.Disabled) {
			n += len(p.Policies)
		}
	}
	return n
}

// hasChild reports whether an installed Child SA has the policy's name or
// serves one of its subnet pairs.
func hasChild(e *engine.End, policy *ipsec.Policy) bool {
	for _, sa := range e.ChildrenUp() {
		if policy.Name != "" && sa.Name == policy.Name || overlap(sa.LocalTS, policy.LocalTS) && overlap(sa.RemoteTS, policy.RemoteTS) {
			return true
		}
	}
	return false
}

// waits reports whether a policy starts by itself only when traffic asks for
// it: a trap, or a crypto map, whose flows are listed without an SA.
func waits(e *engine.End, policy *ipsec.Policy) bool {
	if trap(policy) {
		return true
	}
	for _, sa := range e.ChildSAs {
		if (sa.State == ipsec.ChildAbsent || sa.State == ipsec.ChildRouted) &&
			(sa.Name == policy.Name || overlap(sa.LocalTS, policy.LocalTS) && overlap(sa.RemoteTS, policy.RemoteTS)) {
			return true
		}
	}
	return false
}

func coveredBy(e *engine.End, local, remote []ipsec.Selector) bool {
	for _, sa := range e.ChildrenUp() {
		if covers(sa.LocalTS, local) && covers(sa.RemoteTS, remote) {
			return true
		}
	}
	return false
}

// covers reports whether each of the wanted selectors lies in one of have.
func covers(have, want []ipsec.Selector) bool {
	for _, w := range want {
		found := false
		for _, h := range have {
			found = found || h.Covers(w) || h.Same(w)
		}
		if !found {
			return false
		}
	}
	return len(want) > 0
}

func overlap(a, b []ipsec.Selector) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Overlaps(y) || x.Same(y) || !x.Valid() || !y.Valid() {
				return true
			}
		}
	}
	return false
}

func upEvidence(e *engine.End) []engine.Evidence {
	for _, sa := range e.ChildrenUp() {
		return []engine.Evidence{engine.Show(e, engine.FromState, sa.Ref, "this Child SA is up")}
	}
	return nil
}

// pair prints selectors as local === remote.
func pair(local, remote []ipsec.Selector) string { return list(local) + " === " + list(remote) }

func list(selectors []ipsec.Selector) string {
	var out []string
	for _, s := range selectors {
		out = append(out, s.String())
	}
	return strings.Join(out, " ")
}
