package auth

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// identityMismatch is proven by the end that looked the identity up, or by
// comparing what each end is configured to send and to expect.
var identityMismatch = engine.Rule{
	ID:       "auth/identity-mismatch",
	Title:    "The identity one end sends is not the one the other end expects",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"auth/psk-missing", "auth/half-authenticated", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeIdentityMismatch,
}

func judgeIdentityMismatch(c *engine.Case) engine.Verdict {
	if e, ev := c.PrintedThat(identityRefused); ev != nil {
		return refusedIdentity(c, e, ev)
	}
	if c.IKEUp() {
		return engine.Silent("")
	}
	if a, b, differs := c.Differs(identitiesMeet); differs {
		return engine.Hold(engine.Certain,
			engine.Show(&c.Local, engine.FromConfig, a.Ref, "the identities of this end"),
			engine.Show(&c.Remote, engine.FromConfig, b.Ref, "the identities of this end")).
			By(engine.ComparedEnds).With(identitiesText(c, a, b))
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	if len(c.Local.Peers) > 0 && len(c.Remote.Peers) > 0 {
		return engine.Silent("each end expects the identity that the other sends", engine.Show(&c.Local, engine.FromConfig, c.Local.Peers[0].Ref, "the identities of this end"))
	}
	return engine.Silent("")
}

// identityRefused leaves out the refusals that are about the certificate.
func identityRefused(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventIdentityRefused && !aboutCertificate(ev)
}

// refusedIdentity judges the end that refused. IOS prints a general text, which
// is strong; a lookup that names the identity is proof.
func refusedIdentity(c *engine.Case, e *engine.End, ev *ipsec.Event) engine.Verdict {
	v := c.Proven(e, ev, "no configuration fits this identity").With(refusedText(c, e, ev))
	if len(ev.Received) == 0 && ev.RemoteID == "" || changedByNAT(ev) {
		v.Witness, v.Base = engine.NoWitness, engine.Strong
	}
	if p := fits(e, ev); p != nil {
		v.Witness, v.Base = engine.NoWitness, engine.Strong
		v = v.Weakened("connection " + p.Name + " has these identities").Capped(engine.CapKeyUnknown)
	}
	return v
}

// fits returns a connection of the end whose identities are those refused.
func fits(e *engine.End, ev *ipsec.Event) *ipsec.Peer {
	if len(ev.Configured) > 0 || ev.RemoteID == "" {
		return nil
	}
	for _, p := range e.Peers {
		remote, _ := engine.SameID(ev.RemoteID, p.RemoteID.Or(""))
		local, _ := engine.SameID(ev.LocalID, p.LocalID.Or(""))
		if remote && (local || ev.LocalID == "" || strings.HasPrefix(ev.LocalID, "%any")) {
			return p
		}
	}
	return nil
}

// refusedText names the identity and the one expected.
func refusedText(c *engine.Case, e *engine.End, ev *ipsec.Event) string {
	other := c.Other(e).Called()
	if len(ev.Received) > 0 && len(ev.Configured) > 0 {
		return fmt.Sprintf("%s sends %s, %s expects %s", other, ev.Received[0], e.Name, ev.Configured[0])
	}
	for _, p := range e.Peers {
		if same, known := engine.SameID(ev.RemoteID, p.RemoteID.Or("")); known && !same {
			return fmt.Sprintf("%s sends %s, %s expects %s", other, ev.RemoteID, e.Name, p.RemoteID.Or(""))
		}
		if same, known := engine.SameID(p.LocalID.Or(""), ev.LocalID); known && !same {
			return fmt.Sprintf("%s asks for %s, %s is %s", other, ev.LocalID, e.Name, p.LocalID.Or(""))
		}
	}
	if ev.RemoteID != "" {
		return fmt.Sprintf("%s sends %s, which %s does not know", other, ev.RemoteID, e.Name)
	}
	return e.Name + ": " + strings.ToLower(ev.Reason)
}

// identitiesMeet reports whether two connections expect each other's
// identities, as far as text tells.
func identitiesMeet(a, b *ipsec.Peer) bool { return !strangers(a, b) && !strangers(b, a) }

// strangers reports whether b is known to expect another identity than a's.
func strangers(a, b *ipsec.Peer) bool {
	same, known := engine.SameID(a.LocalID.Or(""), b.RemoteID.Or(""))
	return known && !same
}

func identitiesText(c *engine.Case, a, b *ipsec.Peer) string {
	if strangers(a, b) {
		return fmt.Sprintf("%s sends %s, %s expects %s", c.Local.Name, a.LocalID.Or(""), c.Remote.Name, b.RemoteID.Or(""))
	}
	return fmt.Sprintf("%s sends %s, %s expects %s", c.Remote.Name, b.LocalID.Or(""), c.Local.Name, a.RemoteID.Or(""))
}
