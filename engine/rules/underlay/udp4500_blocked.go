package underlay

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// udp4500Blocked says that the first exchange on port 500 passes and the next,
// which moves to port 4500 (RFC 7296, section 2.23; RFC 4555), does not.
var udp4500Blocked = engine.Rule{
	ID:       "underlay/udp4500-blocked",
	Title:    "UDP port 4500 is blocked between the gateways",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerPath,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents},
	Explains: []string{"ike/half-open", "data/sends-only", "stability/dpd-timeout"},
	Judge:    judgeUdp4500Blocked,
}

func judgeUdp4500Blocked(c *engine.Case) engine.Verdict {
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	for _, e := range c.Ends() {
		if ev := e.AuthUnanswered(); ev != nil {
			return blocked4500(c, e, ev)
		}
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

func blocked4500(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	other := c.Other(e)
	for _, end := range c.Ends() {
		if refusal := authReason(end); refusal != nil {
			return engine.Silent("the message with the identity arrives", engine.FromEvent(end, refusal, "an end has judged it"))
		}
	}
	if other.ServiceDown() {
		return engine.Silent("the IKE daemon of " + other.Name + " is down")
	}
	v := engine.Hold(movesTo4500(e, ev), engine.FromEvent(e, ev, "the message with the identity is sent again without an answer")).
		With(fmt.Sprintf("the first exchange passes, the message that goes to port 4500 gets no answer from %s", other.Name)).
		SettledBy(fmt.Sprintf("capture UDP port 4500 at the outside interface of %s while %s tries", other.Name, e.Name))
	if !other.Read() {
		return v.Capped(engine.CapUnreadEnd)
	}
	if sa := other.HalfOpenResponder(); sa != nil {
		v.Evidence = append(v.Evidence, engine.Show(other, engine.FromState, sa.Ref, "this end has answered the first message and waits for the next"))
	} else if gone := engine.Last(other.SinceIKEUp(), ipsec.EventHalfOpenGone); gone != nil {
		v.Evidence = append(v.Evidence, engine.FromEvent(other, gone, "this end waited for the next message in vain"))
	}
	if n := counter(other, "ike-auth-in-req"); n != nil && n.Count.Or(1) == 0 {
		v.Evidence = append(v.Evidence, engine.Show(other, engine.FromCounter, n.Count.Ref(), "no IKE_AUTH request has arrived"))
	}
	if !usesKeys(e) || ev.Version == 1 {
		return v.Capped(engine.CapKeyUnknown)
	}
	return v
}

// movesTo4500 returns how far an unanswered message points to port 4500.
// IKEv1 moves there only behind a NAT (RFC 3947, section 4): where none is
// seen, a different key is the nearer reason.
func movesTo4500(e *engine.End, ev *ipsec.Event) int {
	if ev.Version != 1 {
		return engine.Likely
	}
	for _, sa := range e.IKESAs {
		if ipsec.Yes(sa.NATLocal) || ipsec.Yes(sa.NATRemote) || sa.Remote.Port == 4500 {
			return engine.Likely
		}
	}
	return engine.Possible
}

// authReason returns a line that only an end writes that has the message with
// the identity, or that refuses the answer to the first message.
func authReason(e *engine.End) *ipsec.Event {
	return engine.Last(e.SinceIKEUp(), ipsec.EventUndecryptable, ipsec.EventIdentityRefused, ipsec.EventNoKey, ipsec.EventKeyMismatch,
		ipsec.EventAuthMethodRefused, ipsec.EventAuthFailed, ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted, ipsec.EventCertRevoked,
		ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey, ipsec.EventEAPFailed, ipsec.EventModeRefused)
}

// usesKeys reports whether the end authenticates by a pre-shared key: its
// messages are small, so lost fragments are no rival.
func usesKeys(e *engine.End) bool {
	for _, p := range e.Peers {
		if strings.EqualFold(p.LocalAuth.Or(""), "psk") {
			return true
		}
	}
	for _, sa := range e.IKESAs {
		if strings.EqualFold(sa.Auth.Or(""), "psk") {
			return true
		}
	}
	return false
}

// counter returns a message counter of the whole daemon, or nil.
func counter(e *engine.End, name string) *ipsec.Named {
	for i := range e.Snap.Exchanges {
		if n := &e.Snap.Exchanges[i]; (n.Scope == "" || n.Scope == "global") && n.Name == name && n.Count.Known() {
			return n
		}
	}
	return nil
}
