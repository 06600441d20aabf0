package cli

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// diagnoseCommand is the root: it says why the tunnels of a device are broken.
func diagnoseCommand(s *settings) *cobra.Command {
	var peer, tunnel, since string
	var watch, record bool
	c := &cobra.Command{
		Use:   "ipsec-diag [--peer DEVICE] [--tunnel NAME]",
		Short: "Says why an IPsec tunnel is broken, and proves it",
		Long: `ipsec-diag logs in to VPN devices over SSH, runs read-only commands, turns the
output into IKE and IPsec SA states and counters, and infers by fixed rules why
a tunnel is broken: a named cause, the lines that prove it, how sure it is, what
it could not see, and what to do next. It never changes a device.`,
		Example: `  ipsec-diag --peer hq-rtr1
  ipsec-diag --peer admin@192.0.2.1 --platform cisco-ios
  ipsec-diag --tunnel hq-branch --output json
  ipsec-diag --peer hq-rtr1 --tunnel hq-branch --side remote
  ipsec-diag --tunnel hq-branch --from 10.1.0.5 --to 10.2.0.9
  ipsec-diag analyze captures/
  ipsec-diag demo`,
		Args: func(c *cobra.Command, args []string) error {
			if watch && len(args) == 1 {
				_, err := watchEvery(args[0])
				return err
			}
			return noSuchCommand(c, args)
		},
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(c *cobra.Command, args []string) error {
			if peer == "" && tunnel == "" {
				return usageError("say which device or tunnel: --peer DEVICE or --tunnel NAME.\nTo see it work without a device: ipsec-diag demo. Help: ipsec-diag --help")
			}
			switch {
			case watch:
				return s.watch(c, peer, tunnel, args)
			case record:
				return s.record(c, peer, tunnel)
			}
			return s.diagnose(c, peer, tunnel, since)
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().StringVar(&tunnel, "tunnel", "", "tunnel of the inventory; with --peer one tunnel of that device, from its side")
	s.addSide(c)
	s.addTree(c)
	s.addTextfile(c)
	s.addAudience(c, "ipsec-diag-DEVICE-AUDIENCE"+mappingSuffix)
	s.flow.add(c)
	c.Flags().StringVar(&since, "since", "", "last-good tells what changed since the last kept run (--history) without a fault")
	completeWords(c, "since", []string{lastGood})
	c.Flags().BoolVar(&watch, "watch", false, "show rates, states and changes again and again, until Ctrl-C, every --sample or as in --watch 30s")
	c.Flags().BoolVar(&record, "record", false, "read, wait for Enter while the fault is made to happen, read again, and tell what changed")
	c.Flags().BoolVar(&s.probe, "probe", false, "let the device ping through its tunnels between the samples, at most 11 packets each: see plan --probe")
	c.MarkFlagsMutuallyExclusive("watch", "record", "since")
	c.MarkFlagsMutuallyExclusive("watch", "record", "probe")
	c.MarkFlagsMutuallyExclusive("watch", "record", "since", "audience")
	completed(c, "peer", s.completeDevices)
	completed(c, "tunnel", s.completeTunnels)
	return c
}

func (s *settings) diagnose(c *cobra.Command, peer, tunnel, since string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	if err := errors.Join(s.checkSince(since), s.checkTextfile()); err != nil {
		return err
	}
	run, err := s.asked(c, agent, peer, tunnel)
	if err != nil {
		return err
	}
	s.past(c, agent, run)
	shown, err := s.forAudience(c, run, agent.Inventory, tunnel)
	if err != nil {
		return err
	}
	if err := s.print(c, shown); err != nil {
		return err
	}
	if since != "" {
		if err := s.changesSince(c, agent, run); err != nil {
			return err
		}
	}
	s.keep(agent, run)
	if err := s.leaveTextfile(agent, run); err != nil {
		return err
	}
	return result(run.ExitCode())
}

// asked logs in to a device and the other ends of its tunnels, and judges them.
func (s *settings) asked(c *cobra.Command, agent *pipeline.Agent, peer, tunnel string) (*runreport.Run, error) {
	var err error
	if agent.Flow, err = s.flow.parse(); err != nil {
		return nil, err
	}
	if agent.Probe = s.probe; s.probe && agent.Sample <= 0 {
		return nil, usageError("--probe pings between two samples: leave --sample 0 out")
	}
	dev, tunnel, err := s.startFrom(agent, peer, tunnel)
	if err != nil {
		return nil, err
	}
	agent.FlowTunnel = tunnel
	s.progress = newProgress(c.ErrOrStderr(), s.quiet())
	agent.Progress = s.progress.step
	run := agent.Diagnose(c.Context(), dev)
	s.progress.done()
	s.sayUnprobed(run)
	return run, keepTunnel(run, tunnel)
}

func onlyTunnel(list []*engine.Diagnosis, id string) []*engine.Diagnosis {
	for _, d := range list {
		if goesBy(d.Case, id) {
			return []*engine.Diagnosis{d}
		}
	}
	return list
}

// subject is the device to start from.
func (s *settings) subject(inv *inventory.Inventory, peer, tunnel string) (inventory.Device, error) {
	if tunnel != "" {
		return tunnelDevice(inv, tunnel)
	}
	if d := inv.Device(peer); d != nil {
		return s.override(*d), nil
	}
	if d := inv.ByAddress(peer); d != nil {
		return s.override(*d), nil
	}
	if !s.looksAdHoc(peer) {
		return inventory.Device{}, usageError("no device is called %q%s.\nFor a device that is in no inventory: --peer user@address --platform NAME",
			peer, suggestion(inv.Nearest(peer)))
	}
	return s.adHoc(peer)
}

// adHoc is a device that is in no inventory.
func (s *settings) adHoc(peer string) (inventory.Device, error) {
	target, err := pipeline.ParseTarget(peer)
	if err != nil {
		return target, usageError("--peer %v", err)
	}
	return s.override(target), nil
}

// needsUser demands a user to log in as. None is guessed: a login under the
// name of whoever is at the keyboard counts as a failed one on the device.
func needsUser(agent *pipeline.Agent, dev inventory.Device) error {
	if agent.UserOf(dev) != "" {
		return nil
	}
	return usageError("no user is given for %s; write --user USER, --peer USER@HOST, or login: {user: USER} in the inventory", dev.Name)
}

// looksAdHoc reports whether a peer is an address or a host rather than a name
// of the inventory.
func (s *settings) looksAdHoc(peer string) bool {
	if strings.ContainsAny(peer, "@:") || s.platform != "" {
		return true
	}
	_, err := netip.ParseAddr(peer)
	return err == nil
}

func suggestion(name string) string {
	if name == "" {
		return ""
	}
	return ` (did you mean "` + name + `"?)`
}

// tunnelDevice is the first end of a tunnel that can be logged in to.
func tunnelDevice(inv *inventory.Inventory, name string) (inventory.Device, error) {
	t := inv.Tunnel(name)
	if t == nil {
		return inventory.Device{}, usageError("no tunnel is called %q%s; ipsec-diag inventory list shows them",
			name, suggestion(inventory.Closest(name, tunnelNames(inv))))
	}
	for _, end := range t.Ends {
		if d := inv.Device(end); d != nil {
			return *d, nil
		}
	}
	return inventory.Device{}, usageError("tunnel %q has no end that is a device of the inventory", name)
}

func tunnelNames(inv *inventory.Inventory) (names []string) {
	for _, t := range inv.Tunnels {
		names = append(names, t.Name)
	}
	return names
}

// addTree lets a command show the walk and the timeline, or write for somebody
// outside.
func (s *settings) addTree(c *cobra.Command) {
	c.Flags().BoolVar(&s.tree, "tree", false, "show the walk through symptoms and scenarios: every step with its answer and evidence")
	c.Flags().BoolVar(&s.timeline, "timeline", false, "show what both ends tell of the past, in one order: log events, births of SAs, kept runs and what changed between them (--history), and how long the tunnel was up each time")
	c.Flags().StringVar(&s.reader, "for", "", "write instead a text to send: remote (admin of the other end), isp or vendor")
	c.Flags().BoolVar(&s.full, "full", false, "as text, all that a Markdown or HTML report has: impact, commands, raw output, texts to send")
	completeWords(c, "for", runreport.Readers())
	writesReports(c)
}

// print writes the run in the chosen form.
func (s *settings) print(c *cobra.Command, run *runreport.Run) error {
	s.prepare(run)
	out := c.OutOrStdout()
	if s.reader != "" {
		return runreport.Escalate(out, run, s.reader)
	}
	return s.write(out, run)
}
