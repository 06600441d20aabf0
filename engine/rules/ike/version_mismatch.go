package ike

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// versionMismatch compares the IKE versions of the two ends, or of a request
// and the connection that its receiver has for its sender.
var versionMismatch = engine.Rule{
	ID:       "ike/version-mismatch",
	Title:    "One end speaks only IKEv1, the other only IKEv2",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaEvents},
	Explains: []string{"ike/no-response", "ike/refused-without-reason", "ike/proposal-mismatch", "ike/no-matching-connection"},
	Judge:    judgeVersionMismatch,
}

func judgeVersionMismatch(c *engine.Case) engine.Verdict {
	if e, ev := c.Printed(ipsec.EventVersionRefused); ev != nil {
		return c.Proven(e, ev, "the IKE version of the request is not allowed here").With(e.Name + ": " + ev.Reason)
	}
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	if a, b, differs := c.Differs(versionsMeet); differs {
		return engine.Hold(engine.Certain,
			engine.Show(&c.Local, engine.FromConfig, a.Ref, says(a)), engine.Show(&c.Remote, engine.FromConfig, b.Ref, says(b))).
			By(engine.ComparedEnds).
			With(fmt.Sprintf("%s at %s, %s at %s", says(a), c.Local.Name, says(b), c.Remote.Called()))
	}
	for _, e := range c.Ends() {
		if v, ok := otherVersion(c, e); ok {
			return v
		}
	}
	return versionUnseen(c)
}

// versionsMeet reports whether two connections can speak one version, as far
// as is known; 0 stands for both versions.
func versionsMeet(a, b *ipsec.Peer) bool {
	x, okX := a.Version.Get()
	y, okY := b.Version.Get()
	return !okX || !okY || x == 0 || y == 0 || x == y
}

func says(p *ipsec.Peer) string {
	v, ok := p.Version.Get()
	if !ok || v == 0 {
		return "either IKE version"
	}
	return fmt.Sprintf("IKEv%d only", v)
}

// otherVersion judges one end: it found no connection for a request although
// it has one for that address in the other version, or the peer says so.
func otherVersion(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	if ev := e.LastThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventNotifyReceived && ev.Notify == "INVALID_MAJOR_VERSION"
	}); ev != nil {
		return engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer does not speak this version")).
			With(c.Other(e).Called() + " refuses the version that " + e.Name + " uses"), true
	}
	ev := e.LastThat(func(ev *ipsec.Event) bool { return ev.Kind == ipsec.EventNoConnection })
	if p := configuredFor(e, ev); p != nil && ev.Version != 0 && p.Version.Or(0) != 0 && p.Version.Or(0) != ev.Version {
		return engine.Hold(engine.Strong,
			engine.FromEvent(e, ev, fmt.Sprintf("no connection for an IKEv%d request", ev.Version)),
			engine.Show(e, engine.FromConfig, p.Ref, "the connection for this address is "+says(p))).
			With(fmt.Sprintf("%s asks with IKEv%d, %s is configured for %s", c.Other(e).Called(), ev.Version, e.Name, says(p))), true
	}
	return twoVersionsAtWork(c, e)
}

// configuredFor returns the connection of an end whose addresses fit an event.
func configuredFor(e *engine.End, ev *ipsec.Event) *ipsec.Peer {
	if ev == nil {
		return nil
	}
	for _, p := range e.Peers {
		if engine.Takes(p.RemoteAddrs, ev.Remote) && (ev.Local == "" || engine.Takes(p.LocalAddrs, ev.Local)) {
			return p
		}
	}
	return nil
}

// twoVersionsAtWork finds both ends starting, each with another version.
func twoVersionsAtWork(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	mine, theirs := starting(e), starting(c.Other(e))
	if mine == nil || theirs == nil || mine.Version.Or(0) == theirs.Version.Or(0) || mine.Version.Or(0)*theirs.Version.Or(0) == 0 {
		return engine.Verdict{}, false
	}
	v := engine.Hold(engine.Strong,
		engine.Show(e, engine.FromState, mine.Ref, fmt.Sprintf("this end tries IKEv%d", mine.Version.Or(0))),
		engine.Show(c.Other(e), engine.FromState, theirs.Ref, fmt.Sprintf("this end tries IKEv%d", theirs.Version.Or(0)))).
		With(fmt.Sprintf("%s tries IKEv%d, %s IKEv%d", e.Name, mine.Version.Or(0), c.Other(e).Called(), theirs.Version.Or(0)))
	return v, true
}

// starting returns an IKE SA that the end has begun and that is unanswered.
func starting(e *engine.End) *ipsec.IKESA {
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKEInitSent {
			return sa
		}
	}
	return nil
}

// versionUnseen says what is missing where nothing was found.
func versionUnseen(c *engine.Case) engine.Verdict {
	known := func(e *engine.End) bool {
		for _, p := range e.Peers {
			if p.Version.Known() {
				return true
			}
		}
		return false
	}
	if known(&c.Local) && known(&c.Remote) {
		return engine.Silent("the configured IKE versions meet", engine.Show(&c.Local, engine.FromConfig, c.Local.Peers[0].Ref, says(c.Local.Peers[0])))
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}
