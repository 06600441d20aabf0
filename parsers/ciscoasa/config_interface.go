package ciscoasa

import (
	"net/netip"

	"ipsec-diag/parsers/ipsec"
)

// openInterface begins an interface of the configuration. Without a line
// "shutdown" it is switched on.
func openInterface(name string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	snap.Interfaces = append(snap.Interfaces, ipsec.Interface{Name: name, AdminUp: ipsec.Saw(true, at), Ref: at})
	return true
}

// interfaceLine reads a line of the open interface. Crypto maps and routes call
// it by its nameif, which becomes its name.
func interfaceLine(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	row := &snap.Interfaces[len(snap.Interfaces)-1]
	row.Ref.Last = at.Last
	switch f[0] {
	case "nameif":
		row.Name = second(f)
	case "shutdown":
		row.AdminUp = ipsec.Saw(false, at)
	case "ip":
		if len(f) > 2 && f[1] == "address" {
			if _, err := netip.ParseAddr(f[2]); err == nil {
				row.Addresses = append(row.Addresses, f[2])
			}
			return true
		}
		return false
	case "tunnel":
		return len(f) > 2 && tunnelLine(row, f[1:], at)
	case "no", "security-level", "description", "management-only", "speed", "duplex", "vlan", "channel-group", "bridge-group", "delay":
	default:
		return false
	}
	return true
}

func tunnelLine(row *ipsec.Interface, f []string, at ipsec.Ref) bool {
	last := ipsec.Saw(f[len(f)-1], at)
	switch f[0] {
	case "source":
		row.TunnelSource = last
	case "destination":
		row.TunnelDestination = last
	case "mode":
		row.TunnelMode = ipsec.Saw(f[1], at)
	case "protection":
		row.Protection = last
	default:
		return false
	}
	return true
}
