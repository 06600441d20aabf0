package ciscoasa

import (
	"slices"

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
	return slices.EqualFunc(a, b, func(x, y ipsec.Selector) bool { return x.Same(y) })
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
	have.Mode = first(have.Mode, more.Mode)
	have.UDPEncap = first(have.UDPEncap, more.UDPEncap)
	have.PFS = first(have.PFS, more.PFS)
	have.ExpiresIn = first(have.ExpiresIn, more.ExpiresIn)
	c, m := &have.Counters, &more.Counters
	c.InBytes, c.OutBytes = first(c.InBytes, m.InBytes), first(c.OutBytes, m.OutBytes)
	c.InPackets, c.OutPackets = first(c.InPackets, m.InPackets), first(c.OutPackets, m.OutPackets)
	fillErrors(c, m)
}

// fillErrors adds the error classes that only "detail" prints.
func fillErrors(c, m *ipsec.Counters) {
	c.NoSA, c.InvalidSA = first(c.NoSA, m.NoSA), first(c.InvalidSA, m.InvalidSA)
	c.EncapsFailed, c.DecapsFailed = first(c.EncapsFailed, m.EncapsFailed), first(c.DecapsFailed, m.DecapsFailed)
	c.InvalidProtocol, c.VerifyFailed = first(c.InvalidProtocol, m.InvalidProtocol), first(c.VerifyFailed, m.VerifyFailed)
	c.InvalidIdentity, c.InvalidLength = first(c.InvalidIdentity, m.InvalidIdentity), first(c.InvalidLength, m.InvalidLength)
	c.ReplayRolloverSend, c.ReplayRolloverRecv = first(c.ReplayRolloverSend, m.ReplayRolloverSend), first(c.ReplayRolloverRecv, m.ReplayRolloverRecv)
	c.ReplayFailed = first(c.ReplayFailed, m.ReplayFailed)
	c.InternalErrorSend, c.InternalErrorRecv = first(c.InternalErrorSend, m.InternalErrorSend), first(c.InternalErrorRecv, m.InternalErrorRecv)
	c.SendErrors, c.RecvErrors = first(c.SendErrors, m.SendErrors), first(c.RecvErrors, m.RecvErrors)
}

// first returns the first of two observations that was made.
func first[T any](a, b ipsec.Observed[T]) ipsec.Observed[T] {
	if a.Known() {
		return a
	}
	return b
}
