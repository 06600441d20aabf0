package strongswan

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

// finish completes a snapshot with what its outputs say about each other.
func finish(snap *ipsec.Snapshot) {
	linux.JoinKernel(snap)
	orientStrokes(snap)
	finishConf(snap)
	linux.KeyPeers(snap, append(linux.FileSecrets(snap), confSecrets(snap)...))
	nameChildren(snap)
	linux.OneLog(snap)
	linux.DateEvents(snap)
}

// nameChildren gives Child SAs the addresses of their IKE SA.
func nameChildren(snap *ipsec.Snapshot) {
	type key struct{ id, name string }
	ikes := make(map[key]*ipsec.IKESA, len(snap.IKESAs))
	for i := range snap.IKESAs {
		ike := &snap.IKESAs[i]
		k := key{ike.ID, ike.Name}
		if first := ikes[k]; first == nil || first.Local.Address == "" && first.Remote.Address == "" {
			ikes[k] = ike
		}
	}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		if sa.IKEID == "" || sa.Local.Address != "" || sa.Remote.Address != "" {
			continue
		}
		if ike := ikes[key{sa.IKEID, sa.IKEName}]; ike != nil {
			sa.Local, sa.Remote = ike.Local, ike.Remote
		}
	}
}
