package linux

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// KeyPeers gives each connection with pre-shared keys the one that serves it:
// of the secrets that fit its identities the one that names most of them, as
// both daemons choose (ipsec.secrets(5)). Where several fit equally well and
// are not the same key, the key stays unknown, as for a connection whose ends
// are.
func KeyPeers(snap *ipsec.Snapshot, secrets []Secret) {
	for i := range snap.Peers {
		p := &snap.Peers[i]
		if p.Key.Known() || !p.RemoteID.Known() && len(p.RemoteAddrs) == 0 || p.LocalAuth.Or("") != "psk" && p.RemoteAuth.Or("") != "psk" {
			continue
		}
		best, rank := bestSecrets(p, secrets)
		if len(best) == 0 {
			continue
		}
		p.Key, p.KeyFor = sameKey(best), ipsec.Text{}
		if rank == 0 {
			p.KeyFor = ipsec.Saw("%any", best[0].At)
		} else if remote := remoteOwner(p, best[0].Owners); remote != "" {
			p.KeyFor = ipsec.Saw(remote, best[0].At)
		}
	}
}

// bestSecrets returns the secrets that fit a connection best, and how many of
// its two ends they name.
func bestSecrets(p *ipsec.Peer, secrets []Secret) (best []Secret, rank int) {
	rank = -1
	for _, s := range secrets {
		r, fits := fit(p, s.Owners)
		switch {
		case !fits || r < rank:
		case r > rank:
			best, rank = []Secret{s}, r
		default:
			best = append(best, s)
		}
	}
	return best, rank
}

// fit reports how many ends of a connection the owners of a secret name. One
// that names somebody else too, and only one of the ends, is for another
// connection.
func fit(p *ipsec.Peer, owners []string) (rank int, fits bool) {
	named := slices.DeleteFunc(slices.Clone(owners), isAnybody)
	v1 := p.Version.Or(0) == 1
	local := slices.ContainsFunc(named, func(o string) bool { return names(o, p.LocalID, p.LocalAddrs, v1) })
	remote := slices.ContainsFunc(named, func(o string) bool { return names(o, p.RemoteID, p.RemoteAddrs, v1) })
	switch {
	case len(named) == 0:
		return 0, true
	case local && remote:
		return 2, true
	case local || remote:
		return 1, len(named) == 1
	}
	return 0, false
}

// isAnybody reports an owner that stands for anybody.
func isAnybody(owner string) bool {
	return owner == "%any" || owner == "%any6" || owner == "0.0.0.0" || owner == "0::0" || owner == "::"
}

// names reports whether an owner is an end: its identity, or its address where
// it has no identity, and in IKEv1 whose main mode needs the key before it knows
// any (RFC 2409, section 5.4).
func names(owner string, id ipsec.Text, addresses []string, v1 bool) bool {
	have, ok := id.Get()
	ok = ok && have != "%any"
	if ok && strings.EqualFold(bareID(owner), bareID(have)) {
		return true
	}
	return (v1 || !ok) && slices.Contains(addresses, owner)
}

// bareID cuts the sign that makes a name an identity of its own.
func bareID(id string) string { return strings.TrimPrefix(id, "@") }

// remoteOwner returns the owner that is the peer.
func remoteOwner(p *ipsec.Peer, owners []string) string {
	for _, o := range owners {
		if !isAnybody(o) && names(o, p.RemoteID, p.RemoteAddrs, p.Version.Or(0) == 1) {
			return o
		}
	}
	return ""
}

// sameKey returns the digest of secrets that are all the same key.
func sameKey(secrets []Secret) ipsec.Text {
	first, known := secrets[0].Key.Get()
	for _, s := range secrets {
		if digest, ok := s.Key.Get(); !ok || !known || digest != first {
			return ipsec.Text{}
		}
	}
	return secrets[0].Key
}
