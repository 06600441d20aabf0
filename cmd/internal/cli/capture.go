package cli

import (
	"os"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/inventory"
)

// captureCommand keeps what devices answer, redacted, one file a device.
func captureCommand(s *settings) *cobra.Command {
	var peer, file, dir string
	var which *chooser
	c := &cobra.Command{
		Use:   "capture [WHICH ...] [--file FILE | --dir DIR]",
		Short: "Save what devices answer, without secrets, for analyze or a report",
		Example: "  ipsec-diag capture --peer hq-rtr1 --file hq-rtr1.capture\n  ipsec-diag analyze hq-rtr1.capture\n" +
			"  ipsec-diag capture site:berlin --dir berlin && ipsec-diag analyze berlin",
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case peer == "" && !which.given(args):
				return usageError("say which device: --peer DEVICE, or words that choose several.\nFor example: ipsec-diag capture --peer hq-rtr1 --file hq-rtr1.capture\n         or: ipsec-diag capture site:berlin --dir berlin\nThe devices: ipsec-diag inventory list. Without an inventory: --peer user@address")
			case peer != "" && which.given(args):
				return usageError("--peer names one device; leave it out where words choose them")
			case dir != "":
				return s.captureAll(c, which, append(args, named(peer)...), dir)
			case peer == "":
				return s.captureChosen(c, which, args, file)
			}
			return s.capture(c, peer, file)
		},
	}
	which = newChooser(c, s)
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().StringVar(&file, "file", "", "file to write; standard output without it")
	c.Flags().StringVar(&dir, "dir", "", "folder to write NAME.capture into, for each device")
	c.MarkFlagsMutuallyExclusive("file", "dir")
	completed(c, "peer", s.completeDevices)
	return c
}

func (s *settings) capture(c *cobra.Command, peer, file string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	dev, err := s.subject(agent.Inventory, peer, "")
	if err != nil {
		return err
	}
	return s.captureOne(c, agent, dev, file)
}

// captureOne writes one capture to a file or to standard output.
func (s *settings) captureOne(c *cobra.Command, agent *pipeline.Agent, dev inventory.Device, file string) error {
	if err := needsUser(agent, dev); err != nil {
		return err
	}
	s.progress = newProgress(c.ErrOrStderr(), s.quiet())
	agent.Progress = s.progress.step
	got := agent.Capture(c.Context(), dev)
	s.progress.done()
	if file == "" {
		if _, err := c.OutOrStdout().Write(got.Format()); err != nil {
			return err
		}
	} else if err := os.WriteFile(file, got.Format(), 0o600); err != nil {
		return usageError("cannot write %s: %v", file, plainReason(err))
	}
	if got.Err != nil {
		return &exitError{code: ExitUnknown, text: got.Err.Error()}
	}
	return nil
}
