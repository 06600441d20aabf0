package ciscoios

import (
	"cmp"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// answered reports whether a command beginning with the prefix was answered in full.
func answered(s *ipsec.Snapshot, prefix string) bool {
	return slices.ContainsFunc(s.Sources, func(src *ipsec.Source) bool {
		return src.Answer == ipsec.Answered && strings.HasPrefix(src.Command, prefix)
	})
}

// fromSession reports whether a value comes from a summary, which repeats what
// the tables of SAs say.
func fromSession(r ipsec.Ref) bool {
	return strings.HasPrefix(r.Command, "show crypto session") || strings.HasPrefix(r.Command, "show dmvpn") || strings.HasPrefix(r.Command, "show crypto ikev2 session")
}

// mergeIKESAs makes one SA of what several outputs say about it. The order of
// the outputs is the order of trust: the tables of SAs first, summaries last.
func mergeIKESAs(s *ipsec.Snapshot) {
	full1 := answered(s, "show crypto isakmp sa")
	full2 := answered(s, "show crypto ikev2 sa")
	var out []ipsec.IKESA
	byEnds := map[string][]int{}
	for _, summary := range []bool{false, true} {
		for i := range s.IKESAs {
			sa := &s.IKESAs[i]
			if fromSession(sa.Ref) != summary {
				continue
			}
			key := endsKey(sa)
			if i := sameIKESA(out, byEnds[key], sa); i >= 0 {
				fillIKESA(&out[i], sa)
				continue
			}
			version := sa.Version.Or(0)
			if summary && (version == 1 && full1 || version == 2 && full2) {
				continue // the table of SAs is the better witness
			}
			byEnds[key] = append(byEnds[key], len(out))
			out = append(out, *sa)
		}
	}
	s.IKESAs = out
}

// endsKey is the same for the same two ends in either order.
func endsKey(sa *ipsec.IKESA) string {
	a, b := strings.ToLower(sa.Local.Address), strings.ToLower(sa.Remote.Address)
	if a > b {
		a, b = b, a
	}
	return a + "|" + b
}

// sameIKESA returns the SA of another output, among the candidates, that is the
// same one, or -1. A number of the device decides; without one the ends do, if
// only one SA has them.
func sameIKESA(list []ipsec.IKESA, candidates []int, sa *ipsec.IKESA) int {
	found := -1
	for _, i := range candidates {
		other := &list[i]
		if other.Ref.Command == sa.Ref.Command || other.Version.Or(0) != sa.Version.Or(0) || !sameEnds(other, sa) {
			continue
		}
		if sa.ID != "" && other.ID != "" && other.ID != "0" {
			if sa.ID == other.ID {
				return i
			}
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// sameEnds compares the addresses in either order: IKEv1 rows may not know
// which end is ours.
func sameEnds(a, b *ipsec.IKESA) bool {
	return sameAddress(a.Local, b.Local) && sameAddress(a.Remote, b.Remote) ||
		isPlainRow(a) && a.Role == ipsec.RoleUnknown && sameAddress(a.Local, b.Remote) && sameAddress(a.Remote, b.Local)
}

func sameAddress(a, b ipsec.Endpoint) bool { return strings.EqualFold(a.Address, b.Address) }

// fillIKESA takes over what the better witness does not say.
func fillIKESA(to, from *ipsec.IKESA) {
	if sameAddress(to.Local, from.Local) {
		fillPort(&to.Local, from.Local)
		fillPort(&to.Remote, from.Remote)
	}
	if to.State == ipsec.IKEUnknown || to.Word == "" {
		to.State, to.Word = from.State, from.Word
	}
	if to.Role == ipsec.RoleUnknown {
		to.Role = from.Role
	}
	if to.Proposal == (ipsec.Proposal{}) {
		to.Proposal = from.Proposal
	}
	to.Member = cmp.Or(to.Member, from.Member)
	to.Mode.Fill(from.Mode)
	to.Auth.Fill(from.Auth)
	to.PostQuantum.Fill(from.PostQuantum)
	to.LocalID.Fill(from.LocalID)
	to.RemoteID.Fill(from.RemoteID)
	to.LocalSPI.Fill(from.LocalSPI)
	to.RemoteSPI.Fill(from.RemoteSPI)
	to.Age.Fill(from.Age)
	to.Lifetime.Fill(from.Lifetime)
	to.Remaining.Fill(from.Remaining)
	to.FrontVRF.Fill(from.FrontVRF)
	to.InsideVRF.Fill(from.InsideVRF)
	to.Interface.Fill(from.Interface)
	to.DPD.Fill(from.DPD)
	to.NATLocal.Fill(from.NATLocal)
	to.NATRemote.Fill(from.NATRemote)
	to.Capabilities.Fill(from.Capabilities)
}

func fillPort(to *ipsec.Endpoint, from ipsec.Endpoint) {
	if to.Port == 0 {
		to.Port = from.Port
	}
}
