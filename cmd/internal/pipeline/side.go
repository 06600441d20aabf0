package pipeline

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// ToRead are the devices that are logged in to when a device is asked about, of
// the side that is wanted. It is empty where only the other ends are, and the
// inventory has none that can be logged in to.
func (a *Agent) ToRead(dev inventory.Device) []inventory.Device {
	if a.RemoteOnly {
		return a.farDevices(dev)
	}
	return append([]inventory.Device{dev}, a.farDevices(dev)...)
}

// touching keeps the tunnels of a device: its other ends, read alone, show
// tunnels to others, too.
func touching(list []*engine.Diagnosis, device string) []*engine.Diagnosis {
	return slices.DeleteFunc(list, func(d *engine.Diagnosis) bool {
		return d.Case.Local.Name != device && d.Case.Remote.Name != device
	})
}
