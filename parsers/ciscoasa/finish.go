package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// finish completes the snapshot: the same SA stands in several outputs.
func finish(snap *ipsec.Snapshot) {
	cisco.SettleZone(snap)
	scan.Undate(snap.Events)
	setStarted(snap)
	snap.ChildSAs = mergeChildren(snap)
	snap.IKESAs = mergeIKE(snap.IKESAs)
	setLocals(snap)
	finishConfig(snap)
	if ipsec.Yes(snap.Standby) {
		markStandby(snap)
	}
}

// setLocals fills in the local address of an IKE SA: IKEv1 outputs do not
// print it, the flows of the same peer do.
func setLocals(snap *ipsec.Snapshot) {
	locals := map[string]string{} // by peer; empty where flows disagree
	for i := range snap.ChildSAs {
		child := &snap.ChildSAs[i]
		if child.Local.Address == "" {
			continue
		}
		if before, seen := locals[child.Peer.Address]; seen && before != child.Local.Address {
			locals[child.Peer.Address] = ""
			continue
		}
		locals[child.Peer.Address] = child.Local.Address
	}
	for i := range snap.IKESAs {
		if sa := &snap.IKESAs[i]; sa.Local.Address == "" {
			sa.Local.Address = locals[sa.Remote.Address]
		}
	}
}

// markStandby marks the copies a standby member holds of the active member's
// SAs. They say nothing about the tunnels.
func markStandby(snap *ipsec.Snapshot) {
	for i := range snap.IKESAs {
		if snap.IKESAs[i].State.Up() {
			snap.IKESAs[i].State = ipsec.IKEStandby
		}
	}
}

// rank orders the outputs that show Child SAs, best first.
func rank(command string) int {
	switch {
	case strings.Contains(command, "ipsec sa"):
		return 0
	case strings.Contains(command, "vpn-sessiondb"):
		return 2
	}
	return 1
}

// mergeChildren keeps what the best answered output says and adds from the
// others only what it cannot show.
func mergeChildren(snap *ipsec.Snapshot) []ipsec.ChildSA {
	best := bestAnswered(snap)
	out := make([]ipsec.ChildSA, 0, len(snap.ChildSAs))
	index := childIndex{byPeer: map[string][]int{}, bySPI: map[string][]int{}}
	for level := range 3 {
		for i := range snap.ChildSAs {
			child := &snap.ChildSAs[i]
			if rank(child.Ref.Command) != level {
				continue
			}
			if same := index.find(out, child); same >= 0 {
				fillChild(&out[same], child)
				index.addSPIs(child, same)
			} else if level <= best {
				index.add(child, len(out))
				out = append(out, *child)
			}
		}
	}
	return out
}

// bestAnswered returns the rank of the best output that came whole; what is
// not in it does not exist. Without one, everything counts.
func bestAnswered(snap *ipsec.Snapshot) int {
	best := 2
	for _, src := range snap.Sources {
		if src.Answer == ipsec.Answered && strings.Contains(src.Command, "ipsec sa") && !strings.Contains(src.Command, " peer ") && src.Read > 0 {
			best = 0
		}
	}
	return best
}
