package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
)

// whyNotCommand says why a rule did not fire.
func whyNotCommand(s *settings) *cobra.Command {
	var peer, tunnel, now string
	c := &cobra.Command{
		Use:   "why-not RULE [FILE|DIR|- | --peer DEVICE]",
		Short: "Say why a rule did not fire: which fact was false or unknown",
		Long: `Judges saved or pasted output, or a device, as usual, and says what became of
one rule on each tunnel: it fired, it was folded under another finding, it holds
with too few points, a fact that it needs is false, or one was not seen and
which command would show it. ipsec-diag rules lists the rules; the part behind
the slash is enough, and a typo is forgiven.`,
		Example: "  ipsec-diag why-not auth/psk-mismatch captures/\n  ipsec-diag why-not psk-mismatch --peer hq-rtr1\n  pbpaste | ipsec-diag why-not mtu-blackhole -",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			at, err := parseNow(now)
			if err != nil {
				return err
			}
			return s.whyNot(c, args, peer, tunnel, at)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	c.Flags().StringVar(&peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	c.Flags().StringVar(&tunnel, "tunnel", "", "only this tunnel")
	s.flow.add(c)
	c.Flags().StringVar(&now, "now", "", "reference time of the judgement, RFC 3339; default: when the capture was made")
	completed(c, "peer", s.completeDevices)
	completed(c, "tunnel", s.completeTunnels)
	return c
}

func ruleIDs() (out []string) {
	for _, r := range rules.All() {
		out = append(out, r.ID)
	}
	return out
}

func (s *settings) whyNot(c *cobra.Command, args []string, peer, tunnel string, now time.Time) error {
	id, typo, err := ruleNamed(args[0])
	if err != nil {
		return err
	}
	if typo {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: no rule is called %q; taken for %s\n", args[0], id)
	}
	if err := s.switchedOff(c, id); err != nil {
		return err
	}
	run, err := s.runOf(c, args[1:], peer, tunnel, now)
	if err != nil {
		return err
	}
	run.Cards, run.Site = ruleCards(), s.site
	out := c.OutOrStdout()
	switch s.cfg.Output {
	case "text":
		return runreport.WhyNot(out, run, id, runreport.TextOptions{Color: s.color(out), Verbose: s.verbose})
	case "json":
		return runreport.WhyNotJSON(out, run, id)
	}
	return usageError("--output %q: want text or json", s.cfg.Output)
}

// switchedOff says that the site has switched a rule off: that is why.
func (s *settings) switchedOff(c *cobra.Command, id string) error {
	if err := s.load(c); err != nil {
		return err
	}
	for _, change := range s.site.Rules {
		if change.Rule == id && change.Off {
			return usageError("%s is switched off by the site, in %s: %s", id, s.site.Dir, change.Reason)
		}
	}
	return nil
}

// runOf judges a file, a folder, standard input or a device.
func (s *settings) runOf(c *cobra.Command, from []string, peer, tunnel string, now time.Time) (*runreport.Run, error) {
	switch {
	case len(from) == 1 && peer != "":
		return nil, usageError("%s: a file or --peer, not both", c.CommandPath())
	case len(from) == 0 && peer == "" && tunnel == "":
		return nil, usageError("say on what: FILE, DIR, - for standard input, --peer DEVICE or --tunnel NAME")
	case len(from) == 0:
		agent, err := s.agent(c)
		if err != nil {
			return nil, err
		}
		if peer != "" {
			run, err := s.asked(c, agent, peer, "")
			return run, only(run, err, tunnel)
		}
		return s.asked(c, agent, "", tunnel)
	}
	run, err := s.judged(c, from[0], now)
	return run, only(run, err, tunnel)
}

// only leaves one tunnel in a run.
func only(run *runreport.Run, err error, tunnel string) error {
	if err != nil || tunnel == "" {
		return err
	}
	var names []string
	for _, d := range run.Diagnoses {
		if d.Case.ID == tunnel {
			run.Diagnoses = []*engine.Diagnosis{d}
			return nil
		}
		names = append(names, d.Case.ID)
	}
	return usageError("no tunnel is called %q%s; there are: %s", tunnel, suggestion(inventory.Closest(tunnel, names)), strings.Join(names, ", "))
}

// ruleNamed returns the id of a rule, by its id or by the part behind the
// slash, and whether a typo was forgiven.
func ruleNamed(word string) (id string, typo bool, err error) {
	ids := ruleIDs()
	if found := called(ids, word); len(found) > 0 {
		if len(found) > 1 {
			return "", false, usageError("%q is the name of several rules: %s", word, strings.Join(found, ", "))
		}
		return found[0], false, nil
	}
	if planned := called(askedIDs(), word); len(planned) > 0 {
		return "", false, usageError("this version has no rule %s yet, although the guide asks for it: what it would say is not known here", planned[0])
	}
	names := slices.Clone(ids)
	for _, id := range ids {
		_, name, _ := strings.Cut(id, "/")
		names = append(names, name)
	}
	if found := called(ids, inventory.Closest(word, names)); len(found) == 1 {
		return found[0], true, nil
	}
	return "", false, usageError("no rule is called %q; ipsec-diag rules lists them", word)
}

// called returns the ids that are a word, or that have it behind the slash.
func called(ids []string, word string) (out []string) {
	for _, id := range ids {
		if _, name, _ := strings.Cut(id, "/"); id == word || name == word {
			out = append(out, id)
		}
	}
	return out
}

// askedIDs are the rules that the trees ask for, of which some may not be there.
func askedIDs() (out []string) {
	for _, tree := range engine.Trees() {
		for _, s := range tree.Steps {
			for _, id := range s.Rules {
				if !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	return out
}
