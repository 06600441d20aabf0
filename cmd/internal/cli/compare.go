package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine/compare"
	"ipsec-diag/engine/mirror"
	"ipsec-diag/inventory"
)

// compareCommand puts the configurations of both ends side by side.
func compareCommand(s *settings) *cobra.Command {
	var syntax, from, tunnel string
	c := &cobra.Command{
		Use:   "compare A B | compare --tunnel NAME | compare DIR|FILE|-",
		Short: "Put the configurations of both ends side by side",
		Long: `Compares what both ends of a tunnel are configured for, item by item: what must
be equal, what is negotiated, and what is each end's own affair. A and B are
devices of the inventory, which are read now, or files and folders with saved or
pasted output. What an end does not show is unknown and never a difference;
pre-shared keys are compared in memory and never shown.

With --mirror it writes instead what the other end of a connection has to be
configured with, in the language of that end, with keys left as placeholders.

The exit code is 2 if something cannot work, 1 if something works only in part,
3 if nothing could be compared.`,
		Example: "  ipsec-diag compare hq-rtr1 br1-rtr1\n  ipsec-diag compare hq.txt branch.txt\n  ipsec-diag compare captures/ --output json\n  ipsec-diag compare hq.txt --mirror swanctl.conf",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 2 || len(args) == 0 && tunnel == "" {
				return usageError("%s takes two devices or files, one folder or file with both ends, or --tunnel NAME", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return s.compare(c, args, syntax, from, tunnel) },
	}
	c.Flags().StringVar(&syntax, "mirror", "", "write the configuration for the other end in this syntax: "+strings.Join(mirror.Syntaxes(), ", "))
	c.Flags().StringVar(&from, "from", "", "device whose other end --mirror writes; default: the first")
	c.Flags().StringVar(&tunnel, "tunnel", "", "this tunnel alone; without other words both of its ends in the inventory are read")
	completed(c, "tunnel", s.completeTunnels)
	completed(c, "mirror", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return mirror.Syntaxes(), cobra.ShellCompDirectiveNoFileComp
	})
	c.ValidArgsFunction = s.completeDevices
	return c
}

func (s *settings) compare(c *cobra.Command, args []string, syntax, from, tunnel string) error {
	if syntax != "" {
		if err := checkSyntax(syntax); err != nil {
			return err
		}
	}
	list, err := s.compared(c, args, tunnel)
	if err != nil {
		return err
	}
	if list, err = ofTunnel(list, tunnel); err != nil {
		return err
	}
	if syntax != "" {
		return writeMirrors(c.OutOrStdout(), list, syntax, from)
	}
	switch s.cfg.Output {
	case "text":
		err = runreport.CompareText(c.OutOrStdout(), list, s.color(c.OutOrStdout()))
	case "json":
		err = runreport.CompareJSON(c.OutOrStdout(), list)
	default:
		return usageError("--output %q: compare writes text or json", s.cfg.Output)
	}
	if err != nil {
		return err
	}
	return result(compareCode(list))
}

// compareCode is the exit code of the worst item.
func compareCode(list []*compare.Comparison) int {
	code, any := ExitHealthy, false
	for _, c := range list {
		for _, i := range c.Items {
			any = any || i.Match != compare.Unknown
			switch i.Match {
			case compare.Differs:
				code = ExitCritical
			case compare.Limits:
				code = max(code, ExitWarning)
			}
		}
	}
	if !any {
		return ExitUnknown
	}
	return code
}

// compared compares files where the first argument is one, else devices.
func (s *settings) compared(c *cobra.Command, args []string, tunnel string) ([]*compare.Comparison, error) {
	if len(args) == 0 {
		return s.comparedTunnel(c, tunnel)
	}
	if _, err := os.Stat(args[0]); err == nil || args[0] == "-" {
		return s.comparedFiles(c, args)
	}
	if len(args) != 2 {
		return nil, usageError("there is no file or folder %q; to compare two devices of the inventory name both", args[0])
	}
	agent, err := s.agent(c)
	if err != nil {
		return nil, err
	}
	var ends [2]inventory.Device
	for i, name := range args {
		if ends[i], err = s.subject(agent.Inventory, name, ""); err != nil {
			return nil, err
		}
		if err := needsUser(agent, ends[i]); err != nil {
			return nil, err
		}
	}
	return s.comparedDevices(c, agent, ends)
}

// unreachable says which end was not read, if neither was.
func unreachable(readings []*pipeline.Reading) error {
	for _, r := range readings {
		if r.Snap != nil {
			return nil
		}
	}
	return &exitError{code: ExitUnknown, text: fmt.Sprintf("neither end was read: %v; %v", readings[0].Capture.Err, readings[1].Capture.Err)}
}

func (s *settings) comparedFiles(c *cobra.Command, args []string) ([]*compare.Comparison, error) {
	agent, err := s.offline(c)
	if err != nil {
		return nil, err
	}
	loaded, err := agent.LoadAll(args, c.InOrStdin())
	if err != nil {
		return nil, usageError("%v", err)
	}
	for _, text := range loaded.Skipped {
		say(c.ErrOrStderr(), text)
	}
	list := agent.CompareLoaded(loaded)
	if len(list) == 0 {
		return nil, &exitError{code: ExitUnknown, text: "no configuration of a tunnel was found"}
	}
	return list, nil
}
