package intent

import (
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// unusedProposal judges an IKEv2 proposal of IOS that no policy names, while
// proposals are refused: the default one is in force instead. Where the unused
// one is what the other end wants, it is the fault itself.
func unusedProposal(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	unused := unusedSuite(e)
	at, refusal := c.PrintedThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventIKEProposalRefused ||
			ev.Kind == ipsec.EventNotifyReceived && ev.Notify == "NO_PROPOSAL_CHOSEN" && ev.Exchange == ipsec.ExchangeInit
	})
	if unused == nil || refusal == nil {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Likely, engine.Show(e, engine.FromConfig, unused.Ref, "no policy refers to this proposal"),
		engine.FromEvent(at, refusal, "the proposals for the IKE SA are refused")).
		Owned(c.OwnerOf(e)).With(e.Called() + ": the IKEv2 proposal " + unused.Name + " is written down, and no policy refers to it").
		SettledBy("`show crypto ikev2 policy` on " + e.Called() + ": does a policy name " + unused.Name + "?")
	wanted := refusal.Received
	if at != e {
		wanted = refusal.Configured
	}
	for _, p := range c.Other(e).Peers {
		wanted = append(slices.Clone(wanted), p.Proposals...)
	}
	if !slices.ContainsFunc(wanted, func(one string) bool { return fits(one, suiteText(unused)) }) {
		return v, true
	}
	v.Base = engine.Certain
	v.Detail += "; the other end would take it"
	return v.By(engine.LocalFact), true
}

// unusedSuite returns the first IKEv2 proposal of an end that nothing refers to,
// where no other of its proposals is in use, or nil.
func unusedSuite(e *engine.End) *ipsec.Suite {
	if !e.Read() {
		return nil
	}
	var found *ipsec.Suite
	for i := range e.Snap.Suites {
		s := &e.Snap.Suites[i]
		if ipsec.Yes(s.Used) {
			return nil
		}
		if ipsec.No(s.Used) && (found == nil || s.Name < found.Name) {
			found = s
		}
	}
	return found
}

// knowsUse reports whether it is known of an end's proposals whether something
// refers to them.
func knowsUse(e *engine.End) bool {
	return e.Read() && slices.ContainsFunc(e.Snap.Suites, func(s ipsec.Suite) bool { return s.Used.Known() })
}

func suiteText(s *ipsec.Suite) string {
	out := slices.Concat(s.Encryption, s.Integrity, s.PRF)
	for _, group := range s.KeyExchange {
		out = append(out, "group "+group)
	}
	return strings.Join(out, " ")
}

// fits reports whether two proposals have a cipher and a group in common, and an
// integrity algorithm where both name one. A word that is not known fits nothing.
func fits(a, b string) bool {
	for _, kind := range []algorithm.Kind{algorithm.KindCipher, algorithm.KindGroup, algorithm.KindIntegrity} {
		x, y := algorithmsOf(a, kind), algorithmsOf(b, kind)
		if kind == algorithm.KindIntegrity && (len(x) == 0 || len(y) == 0) {
			continue
		}
		if !slices.ContainsFunc(x, func(one string) bool { return slices.Contains(y, one) }) {
			return false
		}
	}
	return true
}

func algorithmsOf(text string, kind algorithm.Kind) []string {
	var out []string
	for _, w := range algorithm.Words(text) {
		if w.Kind == kind {
			out = append(out, w.Name)
		}
	}
	return out
}
