package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/engine/compare"
	"ipsec-diag/inventory"
)

// comparedTunnel reads both ends of a tunnel of the inventory and compares them.
func (s *settings) comparedTunnel(c *cobra.Command, name string) ([]*compare.Comparison, error) {
	agent, err := s.agent(c)
	if err != nil {
		return nil, err
	}
	if _, err := tunnelDevice(agent.Inventory, name); err != nil {
		return nil, err
	}
	t := agent.Inventory.Tunnel(name)
	var ends [2]inventory.Device
	for i, end := range t.Ends {
		d := agent.Inventory.Device(end)
		if d == nil {
			return nil, usageError("tunnel %q ends at %s, which is no device of the inventory: add it, or compare files (ipsec-diag compare FILE FILE)", name, end)
		}
		ends[i] = s.override(*d)
		if err := needsUser(agent, ends[i]); err != nil {
			return nil, err
		}
	}
	return s.comparedDevices(c, agent, ends)
}

func (s *settings) comparedDevices(c *cobra.Command, agent *pipeline.Agent, ends [2]inventory.Device) ([]*compare.Comparison, error) {
	s.progress = newProgress(c.ErrOrStderr(), s.quiet())
	agent.Progress = s.progress.step
	list, readings := agent.CompareDevices(c.Context(), ends[0], ends[1])
	s.progress.done()
	return list, unreachable(readings)
}

// ofTunnel leaves the comparison of one tunnel, or all where none is named.
func ofTunnel(list []*compare.Comparison, name string) ([]*compare.Comparison, error) {
	if name == "" {
		return list, nil
	}
	var seen []string
	for _, c := range list {
		if c.Tunnel == name {
			return []*compare.Comparison{c}, nil
		}
		seen = append(seen, c.Tunnel)
	}
	return nil, &exitError{code: ExitUnknown, text: "no tunnel is called " + name + suggestion(inventory.Closest(name, seen)) + "; there are " + strings.Join(seen, ", ")}
}
