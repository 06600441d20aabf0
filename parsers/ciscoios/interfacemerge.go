package ciscoios

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// mergeInterfaces makes one interface of the rows that several commands gave
// it. A later row fills what the earlier ones do not say.
func mergeInterfaces(snap *ipsec.Snapshot) {
	index := map[string]int{}
	out := snap.Interfaces[:0]
	for _, row := range snap.Interfaces {
		at, known := index[row.Name]
		if !known {
			index[row.Name] = len(out)
			out = append(out, row)
			continue
		}
		fillInterface(&out[at], &row)
	}
	snap.Interfaces = out
}

func fillInterface(to, from *ipsec.Interface) {
	for _, address := range from.Addresses { // a configuration has the secondary ones too
		if !slices.Contains(to.Addresses, address) {
			to.Addresses = append(to.Addresses, address)
		}
	}
	to.AdminUp.Fill(from.AdminUp)
	to.LinkUp.Fill(from.LinkUp)
	to.MTU.Fill(from.MTU)
	to.MSS.Fill(from.MSS)
	to.VRF.Fill(from.VRF)
	to.TunnelSource.Fill(from.TunnelSource)
	to.TunnelDestination.Fill(from.TunnelDestination)
	to.TunnelMode.Fill(from.TunnelMode)
	to.Protection.Fill(from.Protection)
	to.Keepalive.Fill(from.Keepalive)
	to.KeepaliveRetries.Fill(from.KeepaliveRetries)
	to.CryptoMap.Fill(from.CryptoMap)
	to.InDrops.Fill(from.InDrops)
	to.OutDrops.Fill(from.OutDrops)
}
