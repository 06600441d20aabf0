package inventory

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// Device returns the device of that name, or nil.
func (inv *Inventory) Device(name string) *Device {
	for i := range inv.Devices {
		if inv.Devices[i].Name == name {
			return &inv.Devices[i]
		}
	}
	return nil
}

// Tunnel returns the tunnel of that name, or nil.
func (inv *Inventory) Tunnel(name string) *Tunnel {
	for i := range inv.Tunnels {
		if inv.Tunnels[i].Name == name {
			return &inv.Tunnels[i]
		}
	}
	return nil
}

// ByAddress returns the one device that has this address or host name, as its
// address or as an alias. It returns nil when no device has it, and when
// several share it: which of them is meant is not guessed.
func (inv *Inventory) ByAddress(addr string) *Device {
	var found *Device
	for i := range inv.Devices {
		dev := &inv.Devices[i]
		if !dev.has(addr) {
			continue
		}
		if found != nil {
			return nil
		}
		found = dev
	}
	return found
}

func (d *Device) has(addr string) bool {
	if sameHost(d.Address, addr) {
		return true
	}
	for _, alias := range d.Aliases {
		if sameHost(alias, addr) {
			return true
		}
	}
	return false
}

// Nearest returns the device name most like a name that does not exist, or "".
func (inv *Inventory) Nearest(name string) string {
	return Closest(name, inv.Names())
}

// Names returns the names of all devices in the order of the file.
func (inv *Inventory) Names() []string {
	out := make([]string, len(inv.Devices))
	for i := range inv.Devices {
		out[i] = inv.Devices[i].Name
	}
	return out
}

// Only returns an inventory of these devices and of the tunnels that end at one
// of them.
func (inv *Inventory) Only(devices []Device) *Inventory {
	chosen := make(map[string]bool, len(devices))
	for i := range devices {
		chosen[devices[i].Name] = true
	}
	out := &Inventory{Path: inv.Path, Devices: devices, Unread: inv.Unread}
	for _, t := range inv.Tunnels {
		if chosen[t.Ends[0]] || chosen[t.Ends[1]] {
			out.Tunnels = append(out.Tunnels, t)
		}
	}
	return out
}

// TunnelsOf returns the intended tunnels that end at the device.
func (inv *Inventory) TunnelsOf(device string) []Tunnel {
	var out []Tunnel
	for _, t := range inv.Tunnels {
		if t.Ends[0] == device || t.Ends[1] == device {
			out = append(out, t)
		}
	}
	return out
}

// samePlace finds devices that are logged in to at the same place: one of them
// would be diagnosed under the name of the other.
func (r *reader) samePlace(inv *Inventory, lines map[string]int) {
	first := map[string]*Device{}
	for i := range inv.Devices {
		dev := &inv.Devices[i]
		if dev.Address == "" {
			continue
		}
		place := fmt.Sprintf("%s port %d", dev.Address, dev.Port)
		other := first[place+dev.Jump]
		if other == nil {
			first[place+dev.Jump] = dev
			continue
		}
		r.problem(&yaml.Node{Line: lines[dev.Name]}, "device %q and device %q (line %d) are both at %s", dev.Name, other.Name, lines[other.Name], place)
	}
}
