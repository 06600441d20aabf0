package auth

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// keyringSelection says that a device has a key for the peer and does not use
// it, or may use another first: the keyring is of another VRF or profile.
var keyringSelection = engine.Rule{
	ID:       "auth/keyring-selection",
	Title:    "The key is taken from the wrong keyring, profile or VRF",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Explains: []string{"auth/psk-missing", "auth/psk-mismatch", "auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeKeyringSelection,
}

func judgeKeyringSelection(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaPeers); missing != nil {
		return engine.Unobserved(missing...)
	}
	if c.IKEUp() {
		return engine.Silent("")
	}
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if where, known := p.KeyElsewhere.Get(); known {
				return keyElsewhere(c, e, p, where)
			}
		}
	}
	for _, e := range c.Ends() {
		for _, p := range e.Peers {
			if where, known := p.KeyRival.Get(); known {
				return keyRival(c, e, p, where)
			}
		}
	}
	return engine.Silent("")
}

// keyElsewhere judges a connection that has no key of its own while one for its
// peer stands somewhere else. The end that looks for the key proves it.
func keyElsewhere(c *engine.Case, e *engine.End, p *ipsec.Peer, where string) engine.Verdict {
	v := engine.Hold(engine.Strong,
		engine.Show(e, engine.FromConfig, p.Ref, "the connection finds no key for its peer"),
		engine.Show(e, engine.FromConfig, p.KeyElsewhere.Ref(), "a key for this peer stands in "+where)).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: the key for %s stands in %q, which %s does not use", e.Called(), p.RemoteAddrs[0], where, p.Name)).
		SettledBy("compare the VRF of the outside interface with that of the keyring in `show running-config` of " + e.Called())
	missing := e.LastThat(func(ev *ipsec.Event) bool { return ev.Kind == ipsec.EventNoKey || keysNotTaken(ev) })
	if missing == nil {
		return v
	}
	v.Evidence = append(v.Evidence, engine.FromEvent(e, missing, "the device finds no key for this peer"))
	if missing.Kind != ipsec.EventNoKey {
		return v
	}
	return v.Began(missing).By(engine.PrintedByVerifier)
}

// keyRival judges two keyrings with keys for one peer: which is taken depends on
// who begins. It takes a sign that the keys do not fit.
func keyRival(c *engine.Case, e *engine.End, p *ipsec.Peer, where string) engine.Verdict {
	_, sign := c.PrintedThat(func(ev *ipsec.Event) bool {
		return ev.Kind == ipsec.EventUndecryptable || ev.Kind == ipsec.EventKeyMismatch || keysNotTaken(ev)
	})
	if sign == nil {
		return engine.Silent("two keyrings have a key for this peer, and no key was refused")
	}
	at := e
	if c.Other(e).LastThat(func(ev *ipsec.Event) bool { return ev == sign }) != nil {
		at = c.Other(e)
	}
	return engine.Hold(engine.Likely,
		engine.Show(e, engine.FromConfig, p.KeyRival.Ref(), "another keyring, "+where+", has a key for this peer"),
		engine.FromEvent(at, sign, "a key does not fit")).
		Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %q also has a key for %s", e.Called(), where, p.RemoteAddrs[0])).
		SettledBy("see whether the tunnel comes up when " + e.Called() + " begins and stays down when its peer does").
		Capped(engine.CapKeyUnknown)
}
