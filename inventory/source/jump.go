package source

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"ipsec-diag/inventory"
)

// jumps gives each device its way in, where it can be said with what exists.
func (b *builder) jumps(inv *inventory.Inventory, hosts map[string]*Host) {
	for i := range inv.Devices {
		dev := &inv.Devices[i]
		h := hosts[dev.Name]
		if h.Jump == "" {
			continue
		}
		jump, why := b.jump(inv, h.Jump)
		if why == "" && (jump == dev.Name || hostOf(jump) == dev.Address) {
			why = "it leads through the device itself"
		}
		if why != "" {
			b.Note(DroppedVariable, h.Where, dev.Name, "jump host", "%s", why)
			continue
		}
		dev.Jump = jump
	}
	for i := range inv.Devices {
		dev := &inv.Devices[i]
		if inCircle(inv, dev) {
			b.Note(DroppedVariable, hosts[dev.Name].Where, dev.Name, "jump host", "the way leads in a circle")
			dev.Jump = ""
		}
	}
}

// jump returns a jump host as an inventory names it, or why it cannot be named.
func (b *builder) jump(inv *inventory.Inventory, text string) (jump, why string) {
	text = strings.TrimPrefix(text, "ssh://")
	if strings.Contains(text, ",") {
		return "", "it is a chain of hosts; make each a device that names the one before it as its jump"
	}
	for name, theirs := range b.names {
		if theirs == text {
			return name, ""
		}
	}
	if dev := inv.ByAddress(text); dev != nil {
		return dev.Name, ""
	}
	if !strings.Contains(text, "@") {
		return "", fmt.Sprintf("%q is no device that was imported, and no user is named; write user@%s", text, text)
	}
	if err := accepts(inventory.Device{Name: "x", Jump: text}); err != nil {
		return "", strings.Replace(err.Error(), ` of device "x"`, "", 1)
	}
	return text, ""
}

// hostOf is the host of user@host[:port], or "".
func hostOf(jump string) string {
	_, host, found := strings.Cut(jump, "@")
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if !found {
		return ""
	}
	return strings.Trim(host, "[]")
}

// inCircle reports whether the way to a device comes back to it.
func inCircle(inv *inventory.Inventory, dev *inventory.Device) bool {
	var way []string
	for at := dev.Jump; at != "" && !slices.Contains(way, at); {
		if at == dev.Name {
			return true
		}
		way = append(way, at)
		next := inv.Device(at)
		if next == nil {
			return false
		}
		at = next.Jump
	}
	return false
}

// onePlace drops devices that are logged in to where another is already: one
// would be diagnosed under the name of the other. It reports whether it dropped
// one through which a way leads, so that it must look again.
func (b *builder) onePlace(inv *inventory.Inventory, hosts map[string]*Host) (again bool) {
	places, instead := map[string]string{}, map[string]string{}
	var kept []inventory.Device
	for _, dev := range inv.Devices {
		place := fmt.Sprintf("%s port %d", dev.Address, dev.Port)
		first, taken := places[place+dev.Jump]
		if !taken {
			places[place+dev.Jump] = dev.Name
			kept = append(kept, dev)
			continue
		}
		instead[dev.Name] = first
		b.Note(DroppedHost, hosts[dev.Name].Where, dev.Name, "", "it is logged in to at %s, as device %q is", place, first)
	}
	for i := range kept {
		if other, dropped := instead[kept[i].Jump]; dropped {
			kept[i].Jump, again = other, true
		}
	}
	inv.Devices = kept
	return again
}
