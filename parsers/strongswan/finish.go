package strongswan

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

// finish completes a snapshot with what its outputs say about each other.
func finish(snap *ipsec.Snapshot) {
	linux.JoinKernel(snap)
	nameChildren(snap)
	linux.OneLog(snap)
	linux.DateEvents(snap)
}

// nameChildren gives Child SAs the addresses of their IKE SA.
func nameChildren(snap *ipsec.Snapshot) {
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		for k := range snap.IKESAs {
			ike := &snap.IKESAs[k]
			if sa.IKEID != "" && ike.ID == sa.IKEID && ike.Name == sa.IKEName && sa.Local.Address == "" && sa.Remote.Address == "" {
				sa.Local, sa.Remote = ike.Local, ike.Remote
			}
		}
	}
}
