package forecast

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// wouldNotRenegotiate says that a tunnel is up by an earlier configuration: what
// the ends have now shares no version, or no IKE proposal.
var wouldNotRenegotiate = engine.Rule{
	ID:       "forecast/would-not-renegotiate",
	Title:    "The tunnel is up, but the present configurations could not build it again",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaIKESAs},
	Judge:    judgeWouldNotRenegotiate,
}

func judgeWouldNotRenegotiate(c *engine.Case) engine.Verdict {
	if missing := c.LacksAny(ipsec.AreaIKESAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	if !c.IKEUp() {
		return engine.Silent("")
	}
	if len(c.Local.Peers) == 0 || len(c.Remote.Peers) == 0 {
		return engine.Unobserved("the configured connections of both ends")
	}
	for _, check := range []struct {
		what string
		base int
		fits func(a, b *ipsec.Peer) bool
	}{
		{"IKE version", engine.Certain, versionsFit},
		{"authentication method", engine.Strong, methodsFit},
		{"pre-shared key", engine.Strong, keysFit},
		{"identity", engine.Strong, identitiesFit},
	} {
		a, b, differs := c.Differs(check.fits)
		if !differs {
			continue
		}
		v := engine.Hold(check.base, engine.Show(&c.Local, engine.FromConfig, a.Ref, "this end"),
			engine.Show(&c.Remote, engine.FromConfig, b.Ref, "the other end")).
			With("the " + check.what + " of " + a.Name + " at " + c.Local.Name + " does not fit that of " + b.Name + " at " + c.Remote.Name)
		if check.base == engine.Certain {
			return v.By(engine.ComparedEnds)
		}
		return v
	}
	return engine.Silent("")
}

// versionsFit reports whether two connections could share an IKE version; 0
// takes both.
func versionsFit(a, b *ipsec.Peer) bool {
	x, okX := a.Version.Get()
	y, okY := b.Version.Get()
	return !okX || !okY || x == 0 || y == 0 || x == y
}

// methodsFit reports whether each end takes the method the other uses, as far as
// both words are those of the model.
func methodsFit(a, b *ipsec.Peer) bool {
	fits := func(used, wanted ipsec.Text) bool {
		x, y := used.Or(""), wanted.Or("")
		return x == y || x != "psk" && x != "pubkey" || y != "psk" && y != "pubkey"
	}
	return fits(a.LocalAuth, b.RemoteAuth) && fits(b.LocalAuth, a.RemoteAuth)
}

// keysFit reports whether the keys could be the same, by their digests, as far
// as both are known.
func keysFit(a, b *ipsec.Peer) bool {
	x, okX := a.Key.Get()
	y, okY := b.Key.Get()
	return !okX || !okY || x == y
}

// identitiesFit reports whether each end expects the identity the other uses.
func identitiesFit(a, b *ipsec.Peer) bool {
	fits := func(used, wanted ipsec.Text) bool {
		same, known := engine.SameID(used.Or(""), wanted.Or(""))
		return same || !known
	}
	return fits(a.LocalID, b.RemoteID) && fits(b.LocalID, a.RemoteID)
}
