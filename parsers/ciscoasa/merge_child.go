package ciscoasa

import (
	"slices"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// findChild returns the SA of another output that is the same as child: one
// SPI in common, or the same flow where one of them shows no SPI.
func findChild(list []ipsec.ChildSA, child *ipsec.ChildSA) int {
	for i := range list {
		have := &list[i]
		if have.Ref.Command == child.Ref.Command {
			continue
		}
		if len(have.OutSPI) > 0 && len(child.OutSPI) > 0 {
			if slices.ContainsFunc(child.OutSPI, func(spi string) bool { return slices.Contains(have.OutSPI, spi) }) {
				return i
			}
			continue
		}
		if have.Peer.Address == child.Peer.Address && sameSelectors(have.LocalTS, child.LocalTS) && sameSelectors(have.RemoteTS, child.RemoteTS) {
			return i
		}
	}
	return -1
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
