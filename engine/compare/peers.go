package compare

import (
	"strconv"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// versions compares the IKE versions; 0 is a connection that takes both.
func versions(a, b *ipsec.Peer) Item {
	i := Item{Name: "IKE version", Local: side(a.Version, versionText), Remote: side(b.Version, versionText), Match: Unknown}
	x, okX := a.Version.Get()
	y, okY := b.Version.Get()
	switch {
	case !okX || !okY:
	case x == y:
		i.Match = Same
	case x == 0 || y == 0:
		i.Match = Fits
	default:
		i.Match, i.Rule, i.Effect = Differs, "ike/version-mismatch", "the first message is refused or ignored"
	}
	return i
}

func versionText(v int) string {
	if v == 0 {
		return "IKEv1 or IKEv2"
	}
	return "IKEv" + strconv.Itoa(v)
}

// modes compares main and aggressive mode, which only IKEv1 has.
func modes(a, b *ipsec.Peer) Item {
	i := Item{Name: "IKEv1 exchange", Local: side(a.Aggressive, modeText), Remote: side(b.Aggressive, modeText), Match: Unknown}
	if a.Version.Or(0) == 2 || b.Version.Or(0) == 2 {
		i.Local.Value, i.Remote.Value, i.Match = "-", "-", Same
		return i
	}
	x, okX := a.Aggressive.Get()
	y, okY := b.Aggressive.Get()
	switch {
	case !okX || !okY:
	case x == y:
		i.Match = Same
	default:
		i.Match, i.Rule, i.Effect = Differs, "ike/mode-mismatch", "phase 1 is refused"
	}
	return i
}

func modeText(aggressive bool) string {
	if aggressive {
		return "aggressive mode"
	}
	return "main mode"
}

// addresses asks whether the address that one end calls is one of the other's.
func addresses(c *engine.Case, e *engine.End, p, q *ipsec.Peer) Item {
	other := c.Other(e)
	i := Item{Name: "address that " + e.Name + " calls", Local: listed(p.RemoteAddrs, p.Ref), Remote: listed(other.Addresses, q.Ref), Match: Unknown, caller: e}
	switch {
	case len(p.RemoteAddrs) == 0 || len(other.Addresses) == 0:
	case names(p.RemoteAddrs, other):
		i.Match = Same
		i.Remote = i.Local
	case engine.Takes(p.RemoteAddrs, ""):
		i.Match, i.Effect = Fits, "any address, or a name"
	default:
		i.Match, i.Rule = Limits, "ike/wrong-peer-address"
		i.Effect = "it is no address that " + other.Name + " shows: right only if a device in between translates it"
	}
	if e == &c.Remote {
		i = i.mirrored()
	}
	return i
}

// authentication compares the methods: how one end proves itself must be what
// the other one asks for.
func authentication(a, b *ipsec.Peer) Item {
	text := func(p *ipsec.Peer) Side {
		mine, asks := p.LocalAuth.Or(unknown), p.RemoteAuth.Or(unknown)
		ref := p.LocalAuth.Ref()
		if ref.IsZero() {
			ref = p.RemoteAuth.Ref()
		}
		if mine == asks {
			return Side{Value: mine, Ref: ref}
		}
		return Side{Value: "proves itself by " + mine + ", asks for " + asks, Ref: ref}
	}
	i := Item{Name: "authentication", Local: text(a), Remote: text(b), Match: Unknown}
	one, okOne := sameMethod(a.LocalAuth, b.RemoteAuth)
	two, okTwo := sameMethod(b.LocalAuth, a.RemoteAuth)
	switch {
	case okOne && !one || okTwo && !two:
		i.Match, i.Rule, i.Effect = Differs, "auth/method-mismatch", "authentication fails"
	case okOne && okTwo:
		i.Match = Same
	}
	return i
}

func sameMethod(sent, asked ipsec.Text) (same, known bool) {
	a, okA := sent.Get()
	b, okB := asked.Get()
	if !okA || !okB || b == "any" || strings.Contains(a+b, "eap") || strings.Contains(a+b, "xauth") {
		return false, false
	}
	return strings.EqualFold(a, b), true
}

// keys compares pre-shared keys by their digests. A key that a device hides or
// encrypts is unknown, never different.
func keys(a, b *ipsec.Peer) Item {
	i := Item{Name: "pre-shared key", Local: keySide(a), Remote: keySide(b), Match: Unknown}
	x, okX := a.Key.Get()
	y, okY := b.Key.Get()
	switch {
	case a.LocalAuth.Or("psk") != "psk" && b.LocalAuth.Or("psk") != "psk":
		i.Local.Value, i.Remote.Value, i.Match = "-", "-", Same
	case !okX || !okY:
		i.Effect = "an end hides its key, or it was not collected"
	case x == y:
		i.Match = Same
	default:
		i.Match, i.Rule, i.Effect = Differs, "auth/psk-mismatch", "authentication fails"
	}
	return i
}

func keySide(p *ipsec.Peer) Side {
	if !p.Key.Known() {
		return Side{Value: unknown}
	}
	return Side{Value: "(a key, not shown)", Ref: p.Key.Ref()}
}

// identities compares how one end calls itself with what the other expects.
func identities(name string, p, q *ipsec.Peer) Item {
	i := Item{Name: name, Local: side(p.LocalID, plain), Remote: side(q.RemoteID, func(s string) string { return "expects " + s }), Match: Unknown}
	sent, okSent := p.LocalID.Get()
	expected, okExpected := q.RemoteID.Get()
	if okSent && okExpected {
		switch same, known := engine.SameID(sent, expected); {
		case same:
			i.Match = Same
		case known && q.RemoteID.Ref().Command == byDefault: // it follows the address, which is judged by itself
		case known:
			i.Match, i.Rule, i.Effect = Differs, "auth/identity-mismatch", "authentication fails"
		default:
			i.Effect = "a pattern or a certificate name: whether it fits is not told by text"
		}
	}
	if name == "identity of the remote end" {
		i = i.mirrored()
	}
	return i
}
