package strongswan

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// fillProposals takes over the algorithms, which "swanctl --list-conns" does not
// print, from a file that agrees with what is loaded in all that both show. A
// file that does not was changed since, and says nothing about what is loaded.
func fillProposals(loaded, written *ipsec.Peer) {
	if !isSwanctlConf(written.Ref.Command) || !agree(loaded, written) {
		return
	}
	if len(loaded.Proposals) == 0 {
		loaded.Proposals, loaded.ProposalsRef = written.Proposals, &written.Ref
	}
	for i := range loaded.Policies {
		a := &loaded.Policies[i]
		b := &written.Policies[slices.IndexFunc(written.Policies, func(p ipsec.Policy) bool { return p.Name == a.Name })]
		if len(a.Proposals) == 0 {
			a.Proposals, a.ProposalsRef = b.Proposals, &b.Ref
			a.PFS.Fill(b.PFS)
		}
	}
}

// agree reports whether a file has a connection as it is loaded.
func agree(loaded, written *ipsec.Peer) bool {
	if len(loaded.Policies) != len(written.Policies) || unlike(loaded.Version, written.Version) || unlike(loaded.RekeyTime, written.RekeyTime) ||
		unlike(loaded.DPD, written.DPD) || unlike(loaded.LocalID, written.LocalID) || unlike(loaded.RemoteID, written.RemoteID) ||
		!slices.Equal(loaded.RemoteAddrs, written.RemoteAddrs) {
		return false
	}
	for i := range loaded.Policies {
		a := &loaded.Policies[i]
		if !slices.ContainsFunc(written.Policies, func(b ipsec.Policy) bool {
			return a.Name == b.Name && slices.Equal(a.LocalTS, b.LocalTS) && slices.Equal(a.RemoteTS, b.RemoteTS) && !unlike(a.RekeyTime, b.RekeyTime)
		}) {
			return false
		}
	}
	return true
}

// unlike reports two values that are known and not the same.
func unlike[T comparable](a, b ipsec.Observed[T]) bool {
	x, okX := a.Get()
	y, okY := b.Get()
	return okX && okY && x != y
}
