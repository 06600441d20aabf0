package cli

import (
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/inventory"
)

// check refuses what would be at work without ever reading a device.
func (f *fleetService) check(agent *pipeline.Agent, file *config.Service, control bool) error {
	inv := agent.Inventory
	switch {
	case inv.Path == "":
		return usageError("there is no inventory: name it with --inventory FILE. Devices to practise on: ipsec-diag simulate --inventory-out FILE")
	case len(inv.Devices) == 0:
		return usageError("the inventory %s has no devices: there is nothing to read", inv.Path)
	case !control && !history.IsPostgres(file.Database):
		return usageError("a worker needs the PostgreSQL of its service: name it with --database postgres://USER@HOST/NAME or in --service FILE. %s is a file; a file is read by one process, ipsec-diag serve", file.Database)
	}
	return f.checkZones(inv)
}

func (f *fleetService) checkZones(inv *inventory.Inventory) error {
	zones := zonesOf(inv)
	for _, zone := range f.zones {
		if slices.Contains(zones, zone) {
			continue
		}
		var named []string
		for _, z := range zones {
			if z != "" {
				named = append(named, z)
			}
		}
		if len(named) == 0 {
			return usageError("--zone %q: no device of the inventory %s has a zone; write zone: NAME to devices or groups", zone, inv.Path)
		}
		return usageError("--zone %q: no device of the inventory is in it%s; zones are: %s", zone, suggestion(inventory.Closest(zone, named)), strings.Join(named, ", "))
	}
	return nil
}

// zonesOf are the zones of the devices, in their order.
func zonesOf(inv *inventory.Inventory) []string {
	var out []string
	for i := range inv.Devices {
		if !slices.Contains(out, inv.Devices[i].Zone) {
			out = append(out, inv.Devices[i].Zone)
		}
	}
	return out
}
