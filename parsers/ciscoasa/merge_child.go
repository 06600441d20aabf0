package ciscoasa

import (
	"slices"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// A childIndex finds kept SAs without looking at each: a hub has thousands.
type childIndex struct{ byPeer, bySPI map[string][]int }

func (x *childIndex) add(child *ipsec.ChildSA, at int) {
	x.byPeer[child.Peer.Address] = append(x.byPeer[child.Peer.Address], at)
	x.addSPIs(child, at)
}

func (x *childIndex) addSPIs(child *ipsec.ChildSA, at int) {
	for _, spi := range child.OutSPI {
		x.bySPI[spi] = append(x.bySPI[spi], at)
	}
}

// find returns the SA of another output that is the same as child, or -1.
func (x *childIndex) find(list []ipsec.ChildSA, child *ipsec.ChildSA) int {
	candidates := slices.Clone(x.byPeer[child.Peer.Address])
	for _, spi := range child.OutSPI {
		candidates = append(candidates, x.bySPI[spi]...)
	}
	slices.Sort(candidates) // the first output that shows it is the best
	for _, i := range candidates {
		if list[i].Ref.Command != child.Ref.Command && sameChild(&list[i], child) {
			return i
		}
	}
	return -1
}

// sameChild: one SPI in common, or the same flow where one shows no SPI.
func sameChild(a, b *ipsec.ChildSA) bool {
	if len(a.OutSPI) > 0 && len(b.OutSPI) > 0 {
		return slices.ContainsFunc(b.OutSPI, func(spi string) bool { return slices.Contains(a.OutSPI, spi) })
	}
	return a.Peer.Address == b.Peer.Address && sameSelectors(a.LocalTS, b.LocalTS) && sameSelectors(a.RemoteTS, b.RemoteTS)
}

func sameSelectors(a, b []ipsec.Selector) bool {
	return slices.EqualFunc(a, b, ipsec.Selector.Same)
}

// fillChild adds to an SA what only the other output says.
func fillChild(have, more *ipsec.ChildSA) {
	if have.IKEID == "" {
		have.IKEID = more.IKEID
	}
	if have.State == ipsec.ChildUnknown {
		have.State = more.State
	}
	if len(have.OutSPI) == 0 {
		have.InSPI, have.OutSPI = more.InSPI, more.OutSPI
	}
	if have.Proposal.Text == "" {
		have.Proposal = more.Proposal
	}
	have.Mode.Fill(more.Mode)
	have.UDPEncap.Fill(more.UDPEncap)
	have.PFS.Fill(more.PFS)
	have.ExpiresIn.Fill(more.ExpiresIn)
	c, m := &have.Counters, &more.Counters
	c.InBytes.Fill(m.InBytes)
	c.OutBytes.Fill(m.OutBytes)
	c.InPackets.Fill(m.InPackets)
	c.OutPackets.Fill(m.OutPackets)
	cisco.FillErrors(c, m)
}
