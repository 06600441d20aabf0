package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// mergeIKE joins rows of different outputs that show the same SA. Rows of one
// output are never joined: two rows are two SAs.
func mergeIKE(all []ipsec.IKESA) []ipsec.IKESA {
	out := []ipsec.IKESA{}
	joined := map[int]map[string]bool{} // which outputs a kept SA already has
	byPeer := map[string][]int{}
	for i := range all {
		sa := &all[i]
		at := findIKE(out, byPeer[sa.Remote.Address], joined, sa)
		if at < 0 {
			at = len(out)
			out = append(out, *sa)
			byPeer[sa.Remote.Address] = append(byPeer[sa.Remote.Address], at)
			joined[at] = map[string]bool{}
		} else {
			fillIKE(&out[at], sa)
		}
		joined[at][sa.Ref.Command] = true
	}
	return out
}

// findIKE returns the kept SA of the same peer that sa shows again: by the
// tunnel id of IKEv2, else by its state, else by its role while the state may
// have moved on.
func findIKE(list []ipsec.IKESA, candidates []int, joined map[int]map[string]bool, sa *ipsec.IKESA) int {
	byPeer := -1
	for _, i := range candidates {
		have := &list[i]
		if joined[i][sa.Ref.Command] || !sameVersion(have, sa) {
			continue
		}
		two := sa.Version.Or(0) == 2 && have.Version.Or(0) == 2 && sa.ID != "" && have.ID != ""
		if two && sa.ID != have.ID {
			continue
		}
		if two || strings.EqualFold(have.Word, sa.Word) {
			return i
		}
		if byPeer < 0 && (have.Role == sa.Role || sa.Role == ipsec.RoleUnknown) {
			byPeer = i
		}
	}
	return byPeer
}

func sameVersion(a, b *ipsec.IKESA) bool {
	x, okX := a.Version.Get()
	y, okY := b.Version.Get()
	return !okX || !okY || x == y
}

// fillIKE adds to an SA what only the other output says.
func fillIKE(have, more *ipsec.IKESA) {
	if have.Word == "" {
		have.Word, have.State = more.Word, more.State
	}
	if have.Role == ipsec.RoleUnknown {
		have.Role = more.Role
	}
	if have.Local.Address == "" {
		have.Local = more.Local
	}
	if have.Remote.Port == 0 {
		have.Remote.Port = more.Remote.Port
	}
	if have.ID == "" {
		have.ID = more.ID
	}
	fillProposal(&have.Proposal, more.Proposal)
	have.Version.Fill(more.Version)
	have.Mode.Fill(more.Mode)
	have.Auth.Fill(more.Auth)
	have.Age.Fill(more.Age)
	have.Lifetime.Fill(more.Lifetime)
	have.Remaining.Fill(more.Remaining)
	have.LocalSPI.Fill(more.LocalSPI)
	have.RemoteSPI.Fill(more.RemoteSPI)
	have.LocalID.Fill(more.LocalID)
	have.RemoteID.Fill(more.RemoteID)
	have.NATLocal.Fill(more.NATLocal)
	have.NATRemote.Fill(more.NATRemote)
	have.FrontVRF.Fill(more.FrontVRF)
	have.InsideVRF.Fill(more.InsideVRF)
	have.DPD.Fill(more.DPD)
	have.Rekeying.Fill(more.Rekeying)
	have.Capabilities.Fill(more.Capabilities)
	have.ChildCount.Fill(more.ChildCount)
}

func fillProposal(have *ipsec.Proposal, more ipsec.Proposal) {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&have.Encryption, more.Encryption}, {&have.Integrity, more.Integrity}, {&have.PRF, more.PRF},
		{&have.KeyExchange, more.KeyExchange}, {&have.Text, more.Text},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if have.KeyBits == 0 {
		have.KeyBits = more.KeyBits
	}
}
