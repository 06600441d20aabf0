package linux

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// JoinKernel adds the counters of the kernel's SAs to the daemon's Child SAs by
// SPI. A kernel SA that the daemon does not know stays as it is: the residue of a
// daemon that was killed. Without an answer of the daemon all of them stay.
func JoinKernel(snap *ipsec.Snapshot) {
	if !hasKernelSAs(snap) {
		return
	}
	daemons := map[string]*ipsec.ChildSA{}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		if sa.Word == Kernel {
			continue
		}
		for _, spi := range sa.InSPI {
			daemons["in "+spi] = sa
		}
		for _, spi := range sa.OutSPI {
			daemons["out "+spi] = sa
		}
	}
	joined := make([]bool, len(snap.ChildSAs))
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		joined[i] = sa.Word == Kernel && len(sa.OutSPI) > 0 && joinOne(daemons, sa)
	}
	kept := make([]ipsec.ChildSA, 0, len(snap.ChildSAs))
	for i, sa := range snap.ChildSAs {
		if !joined[i] {
			kept = append(kept, turned(snap, sa))
		}
	}
	snap.ChildSAs = kept
}

// joinOne adds one kernel SA to the daemon's and reports whether there is one.
// Its counts stand in where the daemon prints none: pluto knows bytes only.
func joinOne(daemons map[string]*ipsec.ChildSA, sa *ipsec.ChildSA) bool {
	if own := daemons["in "+sa.OutSPI[0]]; own != nil && own.Remote.Address == sa.Local.Address {
		own.Counters.ReplayFailed = sa.Counters.ReplayFailed
		own.Counters.VerifyFailed = sa.Counters.VerifyFailed
		own.Counters.InPackets.Fill(sa.Counters.OutPackets)
		own.Counters.InBytes.Fill(sa.Counters.OutBytes)
		own.IfID.Fill(sa.IfID)
		own.Replay.Fill(sa.Replay)
		return true
	}
	own := daemons["out "+sa.OutSPI[0]]
	if own == nil || own.Local.Address != sa.Local.Address {
		return false
	}
	own.Counters.OutPackets.Fill(sa.Counters.OutPackets)
	own.Counters.OutBytes.Fill(sa.Counters.OutBytes)
	own.IfID.Fill(sa.IfID)
	return true
}

// turned makes an inbound kernel SA one of this device's point of view, where
// its own addresses are known.
func turned(snap *ipsec.Snapshot, sa ipsec.ChildSA) ipsec.ChildSA {
	if sa.Word != Kernel {
		return sa
	}
	if !ownAddress(snap, sa.Remote.Address) || ownAddress(snap, sa.Local.Address) {
		sa.Replay = ipsec.Flag{} // outbound, or nobody knows
		return sa
	}
	sa.Local, sa.Remote = sa.Remote, sa.Local
	sa.InSPI, sa.OutSPI = sa.OutSPI, nil
	c := &sa.Counters
	c.InBytes, c.OutBytes = c.OutBytes, ipsec.Count{}
	c.InPackets, c.OutPackets = c.OutPackets, ipsec.Count{}
	return sa
}

// ownAddress reports whether an address is one of this device.
func ownAddress(snap *ipsec.Snapshot, address string) bool {
	for i := range snap.Interfaces {
		if slices.Contains(snap.Interfaces[i].Addresses, address) {
			return true
		}
	}
	for i := range snap.IKESAs {
		if snap.IKESAs[i].Local.Address == address {
			return true
		}
	}
	for i := range snap.Peers {
		if slices.Contains(snap.Peers[i].LocalAddrs, address) {
			return true
		}
	}
	return false
}

// hasKernelSAs reports whether there is anything to join.
func hasKernelSAs(snap *ipsec.Snapshot) bool {
	for i := range snap.ChildSAs {
		if snap.ChildSAs[i].Word == Kernel {
			return true
		}
	}
	return false
}
