package auth

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// methodMismatch is key against certificate against EAP. IKEv2 allows another
// method in each direction, so directions are compared one by one.
var methodMismatch = engine.Rule{
	ID:       "auth/method-mismatch",
	Title:    "The ends expect different authentication methods (key, certificate, EAP)",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents, ipsec.AreaPeers},
	Explains: []string{"auth/refused-without-reason", "ike/refused-without-reason", "ike/proposal-mismatch", "ike/half-open"},
	Judge:    judgeMethodMismatch,
}

func judgeMethodMismatch(c *engine.Case) engine.Verdict {
	if e, ev := c.Printed(ipsec.EventAuthMethodRefused); ev != nil {
		return c.Proven(e, ev, "the peer authenticates in another way than this end demands").With(methodDetail(c, e, ev))
	}
	if c.IKEUp() {
		return engine.Silent("an IKE SA is established")
	}
	if a, b, differs := c.Differs(methodsMeet); differs {
		return engine.Hold(engine.Certain,
			engine.Show(&c.Local, engine.FromConfig, a.Ref, "what this end demands and offers"),
			engine.Show(&c.Remote, engine.FromConfig, b.Ref, "what this end demands and offers")).
			By(engine.ComparedEnds).With(methodsText(c, a, b))
	}
	if e, ev := c.PrintedThat(refusedKeys); ev != nil {
		if v, ok := keysInMode(c, e, ev); ok {
			return v
		}
	}
	if missing := c.ReasonUnseen(); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// refusedKeys is charon's line for a main mode request with an authentication
// that no connection has: "pre-shared key authentication using Main".
func refusedKeys(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventModeRefused && strings.Contains(ev.Reason, "authentication using")
}

// keysInMode judges that line: it is about the authentication where the end's
// connections use the mode of the request. Where that is unknown, main against
// aggressive mode stays as good a reason.
func keysInMode(c *engine.Case, e *engine.End, ev *ipsec.Event) (engine.Verdict, bool) {
	aggressive, known := strings.Contains(ev.Reason, "Aggressive"), false
	for _, p := range e.Peers {
		mode, ok := p.Aggressive.Get()
		if ok && mode != aggressive {
			return engine.Verdict{}, false
		}
		known = known || ok
	}
	v := c.Proven(e, ev, "no connection allows this authentication").
		With(c.Other(e).Called() + " uses " + between(ev.Reason, "none allows ", " using") + ", which no connection of " + e.Name + " allows")
	if known {
		return v, true
	}
	v.Base = engine.Possible
	v.Witness = engine.NoWitness
	return v, !aggressive
}

// between returns the text between two others, or all of it.
func between(s, from, to string) string {
	if _, rest, ok := strings.Cut(s, from); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, to)
	return s
}

// methodsMeet reports whether two connections can authenticate each other, as
// far as is known.
func methodsMeet(a, b *ipsec.Peer) bool {
	return meets(a.LocalAuth, b.RemoteAuth) && meets(b.LocalAuth, a.RemoteAuth)
}

func meets(offered, demanded ipsec.Text) bool {
	x, okX := method(offered)
	y, okY := method(demanded)
	return !okX || !okY || x == y
}

// method returns the kind of authentication, and false for words that leave
// it open.
func method(t ipsec.Text) (string, bool) {
	word := strings.ToLower(t.Or(""))
	if word == "psk" || word == "pubkey" || word == "eap" {
		return word, true
	}
	return "", false
}

func methodsText(c *engine.Case, a, b *ipsec.Peer) string {
	if !meets(a.LocalAuth, b.RemoteAuth) {
		return fmt.Sprintf("%s offers %s, %s demands %s", c.Local.Name, a.LocalAuth.Or(""), c.Remote.Name, b.RemoteAuth.Or(""))
	}
	return fmt.Sprintf("%s offers %s, %s demands %s", c.Remote.Name, b.LocalAuth.Or(""), c.Local.Name, a.RemoteAuth.Or(""))
}

func methodDetail(c *engine.Case, e *engine.End, ev *ipsec.Event) string {
	if len(ev.Received) > 0 && len(ev.Configured) > 0 {
		return fmt.Sprintf("%s offers %s, %s demands %s", c.Other(e).Called(), ev.Received[0], e.Name, ev.Configured[0])
	}
	return ev.Reason
}
