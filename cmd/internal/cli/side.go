package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// The values of --side.
const (
	sideLocal  = "local"
	sideRemote = "remote"
	sideBoth   = "both"
)

// addSide lets a command say which ends of the tunnels are read.
func (s *settings) addSide(c *cobra.Command) {
	c.Flags().StringVar(&s.side, "side", "", "which ends to log in to: local (the device asked about), remote (only the other ends of its tunnels) or both, which is the default")
	completeWords(c, "side", []string{sideLocal, sideRemote, sideBoth})
}

// checkSide refuses a side that there is not.
func (s *settings) checkSide() error {
	if s.oneEnd && s.side != "" && s.side != sideLocal {
		return usageError("--one-end is --side %s: leave it out with --side %s", sideLocal, s.side)
	}
	switch s.side {
	case "", sideLocal, sideRemote, sideBoth:
		return nil
	}
	return usageError("--side %q%s: want local, remote or both", s.side,
		suggestion(inventory.Closest(s.side, []string{sideLocal, sideRemote, sideBoth})))
}

// startFrom is the device to start from and the tunnel that is meant, empty for
// all of the device. It refuses what cannot be read before any login.
func (s *settings) startFrom(agent *pipeline.Agent, peer, tunnel string) (inventory.Device, string, error) {
	alone := tunnel
	if peer != "" {
		alone = ""
	}
	dev, err := s.subject(agent.Inventory, peer, alone)
	if err != nil {
		return dev, "", err
	}
	if peer != "" && tunnel != "" {
		if tunnel, err = tunnelOf(agent.Inventory, dev, tunnel); err != nil {
			return dev, "", err
		}
	}
	if agent.Inventory.Tunnel(tunnel) != nil {
		agent.OnlyTunnel = tunnel
	}
	devices := agent.ToRead(dev)
	if len(devices) == 0 {
		return dev, "", usageError("--side remote: the inventory has no other end of %s that can be logged in to;\nadd that device and the tunnel to the inventory, or leave --side out", whose(dev, tunnel))
	}
	return dev, tunnel, needsUser(agent, devices[0])
}

func whose(dev inventory.Device, tunnel string) string {
	if tunnel != "" {
		return "tunnel " + tunnel
	}
	return "a tunnel of " + dev.Name
}

// tunnelOf is the tunnel of a device that a word means: its name, or the only
// one to the other end of that name. A word that is near to none may be what
// the device itself calls a tunnel, which shows when it is read.
func tunnelOf(inv *inventory.Inventory, dev inventory.Device, word string) (string, error) {
	var own, to, known []string
	for _, t := range inv.TunnelsOf(dev.Name) {
		own = append(own, t.Name)
		for i, end := range t.Ends {
			if other := t.Ends[1-i]; end == dev.Name {
				known = append(known, t.Name, other)
				if other == word {
					to = append(to, t.Name)
				}
			}
		}
	}
	switch t := inv.Tunnel(word); {
	case slices.Contains(own, word):
		return word, nil
	case t != nil:
		return "", usageError("tunnel %q is between %s and %s and does not touch %s%s", word, t.Ends[0], t.Ends[1], dev.Name, itsTunnels(own))
	case len(to) == 1:
		return to[0], nil
	case len(to) > 1:
		return "", usageError("%s and %s have %d tunnels; name one: %s", dev.Name, word, len(to), strings.Join(to, ", "))
	}
	if near := inventory.Closest(word, known); near != "" {
		return "", usageError("%s has no tunnel %q%s%s", dev.Name, word, suggestion(near), itsTunnels(own))
	}
	return word, nil
}

// itsTunnels lists the tunnels of a device, as far as they fit in a message.
func itsTunnels(own []string) string {
	const most = 8
	switch {
	case len(own) == 0:
		return "; the inventory has no tunnel of it"
	case len(own) > most:
		return "; its tunnels are " + strings.Join(own[:most], ", ") + " and more: ipsec-diag inventory list"
	}
	return "; its tunnels are " + strings.Join(own, ", ")
}

// keepTunnel leaves one tunnel in a run: that of the name, or the one to which
// a device gives it. Without one it says what there is.
func keepTunnel(run *runreport.Run, name string) error {
	if name == "" || len(run.Diagnoses) == 0 {
		return nil
	}
	var seen []string
	for _, d := range run.Diagnoses {
		if goesBy(d.Case, name) {
			run.Diagnoses = []*engine.Diagnosis{d}
			return nil
		}
		seen = append(seen, d.Case.ID)
	}
	return &exitError{code: ExitUnknown, text: run.Subject + " shows no tunnel " + name + itsTunnels(seen)}
}

// goesBy reports whether a tunnel goes by a name: its own, that of its other
// end, or that of a connection at either end.
func goesBy(c *engine.Case, name string) bool {
	if c.ID == name || c.Remote.Name == name || slices.Contains(c.Remote.Addresses, name) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(c.Local.Peers, c.Remote.Peers), func(p *ipsec.Peer) bool { return p.Name == name })
}
