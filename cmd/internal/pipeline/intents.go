package pipeline

import (
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// intents returns the intended tunnels of the devices that were read, and the
// other ends of them that were not to be read. These bring their addresses
// alone: without them an SA with such an end would be taken for a stranger's,
// and its tunnel for one without an SA.
func (a *Agent) intents(readings []*Reading) (tunnels []inventory.Tunnel, unread []engine.Reading) {
	if a.Inventory == nil {
		return nil, nil
	}
	answered := map[string]bool{} // for each device that was to be read
	for _, r := range readings {
		answered[r.Device.Name] = r.Snap != nil
	}
	added := map[string]bool{}
	for _, t := range a.Inventory.Tunnels {
		_, first := answered[t.Ends[0]]
		_, second := answered[t.Ends[1]]
		if !first && !second {
			continue
		}
		tunnels = append(tunnels, t)
		for i, end := range t.Ends {
			far := a.Inventory.Device(t.Ends[1-i])
			if !answered[end] && !a.RemoteOnly || far == nil || added[far.Name] {
				continue
			}
			if _, read := answered[far.Name]; !read {
				added[far.Name] = true
				unread = append(unread, engine.Reading{Name: far.Name, Aliases: addressesOf(*far)})
			}
		}
	}
	return tunnels, unread
}

// addressesOf are the addresses a device is known by.
func addressesOf(d inventory.Device) []string {
	if d.Address == "" {
		return d.Aliases
	}
	return append([]string{d.Address}, d.Aliases...)
}
