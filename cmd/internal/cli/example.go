package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/metrics/deploy"
	"ipsec-diag/cmd/internal/recipes"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/units"
	"ipsec-diag/engine/knowledge/examples"
	"ipsec-diag/inventory"
)

// exampleCommand prints configurations of both ends that fit together.
func exampleCommand(s *settings) *cobra.Command {
	var peer, style string
	c := &cobra.Command{
		Use:   "example PLATFORM|WHAT [--peer-platform PLATFORM]",
		Short: "Print working configurations: of both ends, or for other programs",
		Long: `Prints complete configurations of both ends of a site-to-site tunnel that fit
together: IKEv2, a pre-shared key as a placeholder, the exemption from address
translation, the routes, the MSS, and the commands that show that it works. The
addresses are those of documentation (RFC 5737).

` + exampleList() + `
The program's own parsers read the examples and find the two ends equal; those
of strongSwan and Libreswan come up and carry traffic in the tests.

For the metrics of serve it prints, instead of a platform:
` + wordsOf(deploy.Names()) + `
and to run serve, workers and sweeps, units of systemd and a container file:
` + wordsOf(units.Names()) + `.

How other programs use this one, as a file to start from:
` + recipeList(),
		Example: "  ipsec-diag example cisco-ios --peer-platform strongswan\n  ipsec-diag example cisco-asa --style route\n  ipsec-diag example prometheus-rules > ipsec-diag-rules.yaml\n" +
			"  ipsec-diag example nagios > /etc/nagios4/conf.d/ipsec-diag.cfg",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes one argument, the platform or what else is to be shown; see --help.\n%s", c.CommandPath(), exampleList())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return s.example(c, args[0], peer, style) },
	}
	c.Flags().StringVar(&peer, "peer-platform", "", "`PLATFORM` of the other end; default: the same")
	c.Flags().StringVar(&style, "style", string(examples.Policy), "policy (selectors, crypto map) or route (tunnel interface)")
	words := slices.Concat(examples.Platforms(examples.Policy), otherExamples())
	completeWords(c, "peer-platform", examples.Platforms(examples.Policy))
	completeWords(c, "style", []string{string(examples.Policy), string(examples.Route)})
	c.ValidArgsFunction = cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	return c
}

// otherExamples are the names of what is no platform.
func otherExamples() []string { return slices.Concat(deploy.Names(), units.Names(), recipes.Names()) }

// wordsOf lists what there is beside platforms.
func wordsOf(names []string) string {
	return strings.TrimRight(runreport.Wrap("  ", "  ", strings.Join(names, ", ")), "\n")
}

// exampleList says which platforms there are, per style.
func exampleList() string {
	var b strings.Builder
	for _, style := range examples.Styles() {
		b.WriteString(runreport.Wrap(string(style)+"-based: ", "  ", strings.Join(examples.Platforms(style), ", ")))
	}
	return b.String()
}

func (s *settings) example(c *cobra.Command, platform, peer, style string) error {
	if err := s.load(c); err != nil {
		return err
	}
	if slices.Contains(deploy.Names(), platform) {
		return deploy.Print(c.OutOrStdout(), platform)
	}
	if slices.Contains(units.Names(), platform) {
		return units.Print(c.OutOrStdout(), platform)
	}
	if r, found := recipes.Find(platform); found {
		return s.recipe(c.OutOrStdout(), &r)
	}
	if peer == "" {
		peer = platform
	}
	st := examples.Style(style)
	if !slices.Contains(examples.Styles(), st) {
		return usageError("--style %q: want policy or route", style)
	}
	for _, name := range []string{platform, peer} {
		if list := examples.Platforms(st); !slices.Contains(list, name) {
			return usageError("there is no %s-based example for %q%s.\n%s", style, name, suggestion(inventory.Closest(name, slices.Concat(list, otherExamples()))), exampleList())
		}
	}
	pair, err := examples.For(platform, peer, st)
	if err != nil {
		return err
	}
	switch s.cfg.Output {
	case "text":
		return printExample(c.OutOrStdout(), &pair)
	case "json":
		return printJSON(c.OutOrStdout(), pair)
	}
	return usageError("--output %q: example prints text or json", s.cfg.Output)
}

// printExample prints both ends. Lines to copy are never wrapped.
func printExample(w io.Writer, p *examples.Pair) error {
	var b strings.Builder
	a, z := &p.Ends[0], &p.Ends[1]
	b.WriteString(runreport.Wrap("# ", "# ", fmt.Sprintf("%s (%s) and %s (%s), %s-based. IKEv2 with AES-CBC-256, SHA-256 and group 19; ESP with AES-GCM-256 and group 19 for PFS. "+
		"Replace the addresses, and each <PRE-SHARED-KEY> by one and the same random key (openssl rand -base64 33). "+
		"Behind a NAT, give both ends identities of their own instead of addresses.", a.Name, a.Platform, z.Name, z.Platform, p.Style)))
	for i := range p.Ends {
		e := &p.Ends[i]
		fmt.Fprintf(&b, "\n# ===== %s, %s, %s\n", e.Name, e.Platform, e.Address)
		for _, f := range e.Files {
			b.WriteString("\n# --- " + f.Name + "\n" + f.Text)
		}
		b.WriteString("\n# --- to see that it works\n")
		for _, check := range e.Checks {
			b.WriteString(runreport.Wrap("# ", "#     ", fmt.Sprintf("%s  shows: %s", check.Command, check.Expect)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
