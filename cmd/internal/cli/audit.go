package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/auditreport"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/engine/audit"
	"ipsec-diag/engine/policy"
	"ipsec-diag/inventory"
)

// auditOutputs are the forms of an audit.
var auditOutputs = []string{"text", "json", "csv"}

// auditCommand judges algorithms and settings against a published policy.
func auditCommand(s *settings) *cobra.Command {
	var peer, name string
	var table bool
	c := &cobra.Command{
		Use:   "audit [--peer DEVICE | DIR|FILE|-]",
		Short: "Judge algorithms, keys and lifetimes against a policy",
		Long: `Judges the algorithms, lifetimes, keys and certificates of a device, or of saved
or pasted output, against a published policy. What an SA was negotiated with
counts one level more than what a configuration merely offers. What was not
seen is listed and never passes.

The policies are:
` + policyList() + `
--table prints the lines of a policy, each with its source.

The exit code is 0 when nothing is above a note, 1 for a warning, 2 when
something forbidden was negotiated, 3 when nothing could be judged.`,
		Example: "  ipsec-diag audit --peer hq-rtr1\n  ipsec-diag audit captures/ --policy nist\n  ipsec-diag audit captures/ --policy bsi --output csv > audit.csv\n  ipsec-diag audit --policy cnsa1 --table",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := chosenPolicy(name)
			if err != nil {
				return err
			}
			if table {
				return printPolicy(c.OutOrStdout(), p)
			}
			return s.audit(c, peer, args, p)
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]; both ends of its tunnels are read")
	c.Flags().StringVar(&name, "policy", policy.Names()[0], "the `POLICY` to judge by: "+strings.Join(policy.Names(), ", "))
	c.Flags().BoolVar(&table, "table", false, "print the lines of the policy and judge nothing")
	completed(c, "peer", s.completeDevices)
	completeWords(c, "policy", policy.Names())
	return c
}

func policyList() string {
	var b strings.Builder
	for _, name := range policy.Names() {
		b.WriteString(runreport.Wrap(fmt.Sprintf("  %-9s", name), "           ", policy.Named(name).Title))
	}
	return b.String()
}

func chosenPolicy(name string) (*policy.Policy, error) {
	if !slices.Contains(policy.Names(), name) {
		return nil, usageError("no policy is called %q%s: want %s", name, suggestion(inventory.Closest(name, policy.Names())), strings.Join(policy.Names(), ", "))
	}
	return policy.Named(name), nil
}

func (s *settings) audit(c *cobra.Command, peer string, args []string, p *policy.Policy) error {
	if err := s.load(c); err != nil {
		return err
	}
	if !slices.Contains(auditOutputs, s.cfg.Output) {
		return usageError("--output %q: audit prints %s", s.cfg.Output, strings.Join(auditOutputs, ", "))
	}
	run, err := s.readFrom(c, "audit", peer, args)
	if err != nil {
		return err
	}
	r := audit.Judge(casesOf(run), p)
	out := c.OutOrStdout()
	switch s.cfg.Output {
	case "json":
		err = auditreport.JSON(out, r)
	case "csv":
		err = auditreport.CSV(out, r)
	default:
		sayUnreadDevices(c.ErrOrStderr(), run)
		err = auditreport.Text(out, r, auditreport.TextOptions{Color: s.color(out), Verbose: s.verbose})
	}
	if err != nil {
		return err
	}
	return result(r.ExitCode())
}

func casesOf(run *runreport.Run) []*engine.Case {
	var out []*engine.Case
	for _, d := range run.Diagnoses {
		out = append(out, d.Case)
	}
	return out
}

// printPolicy prints the lines of a policy as a table.
func printPolicy(w io.Writer, p *policy.Policy) error {
	fmt.Fprintf(w, "%s\n\n", p.Title)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tWHAT\tVERDICT\tSOURCE\tWHY")
	for _, r := range p.Requirements {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.Kind, r.Match, r.Verdict, r.Source, r.Why)
	}
	return t.Flush()
}
