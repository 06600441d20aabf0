package cli

import (
	"os"

	"github.com/spf13/cobra"
)

// captureCommand keeps what a device answers, redacted, in one file.
func captureCommand(s *settings) *cobra.Command {
	var peer, file string
	c := &cobra.Command{
		Use:     "capture --peer DEVICE [--file FILE]",
		Short:   "Save what a device answers, without secrets, for analyze or a bug report",
		Example: "  ipsec-diag capture --peer hq-rtr1 --file hq-rtr1.capture\n  ipsec-diag analyze hq-rtr1.capture",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if peer == "" {
				return usageError("say which device: --peer DEVICE")
			}
			return s.capture(c, peer, file)
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().StringVar(&file, "file", "", "file to write; standard output without it")
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
	if err := needsUser(dev); err != nil {
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
