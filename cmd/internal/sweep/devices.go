package sweep

// Devices are the names of the devices of the inventory at present.
func (s *Service) Devices() []string {
	var out []string
	for i := range s.agent.Load().Inventory.Devices {
		out = append(out, s.agent.Load().Inventory.Devices[i].Name)
	}
	return out
}
