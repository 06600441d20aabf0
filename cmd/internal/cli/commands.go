package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/explain"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// commandsCommand is the command reference of a platform.
func commandsCommand(s *settings) *cobra.Command {
	var forRule string
	c := &cobra.Command{
		Use:   "commands PLATFORM",
		Short: "The commands of a platform: run here, for people, or never",
		Long: "The command reference of a platform: what this program may run, read from its\nparsers, then read-only commands for people, then those never to be run.\n\n" +
			"'ipsec-diag plan' shows what would be sent to a certain device.",
		Example: "  ipsec-diag commands cisco-ios\n  ipsec-diag commands strongswan --for psk-mismatch",
		Args:    exactlyOne("the platform (" + platformList() + ")"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.load(c); err != nil {
				return err
			}
			return s.commands(c, args[0], forRule)
		},
		ValidArgsFunction: cobra.FixedCompletions(platforms.Names(), cobra.ShellCompDirectiveNoFileComp),
	}
	c.Flags().StringVar(&forRule, "for", "", "only those that show what this `RULE` reads")
	completeWords(c, "for", ruleNames())
	return c
}

// ruleNames are the ids of the rules and their bare names.
func ruleNames() []string {
	out := ruleIDs()
	for _, id := range ruleIDs() {
		_, bare, _ := strings.Cut(id, "/")
		out = append(out, bare)
	}
	return out
}

func (s *settings) commands(c *cobra.Command, platform, forRule string) error {
	p := platforms.Find(platform)
	if p == nil {
		return usageError("no platform is called %q%s: want %s", platform, suggestion(inventory.Closest(platform, platforms.Names())), platformList())
	}
	l := library()
	items := l.Commands(platform)
	if forRule != "" {
		r, err := namedRule(c, forRule)
		if err != nil {
			return err
		}
		var feed []string
		for _, step := range l.FeedSteps(p, r.ID) {
			feed = append(feed, step.Command)
		}
		items = slices.DeleteFunc(items, func(i *explain.Item) bool { return !slices.Contains(feed, i.Name) })
		if len(items) == 0 {
			fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: nothing that %s may run on %s shows what %s reads\n", "this program", platform, r.ID)
		}
	}
	return s.showCommands(c, p.Title, l, items)
}

// namedRule finds a rule by its id, bare name, or with a typing error, which it
// tells.
func namedRule(c *cobra.Command, name string) (*engine.Rule, error) {
	id, typo, err := ruleNamed(name)
	if err != nil {
		return nil, err
	}
	if typo {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: no rule is called %q; taken for %s\n", name, id)
	}
	for _, r := range rules.All() {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, usageError("no rule is called %q; see 'ipsec-diag rules'", name)
}

func (s *settings) showCommands(c *cobra.Command, title string, l *explain.Library, items []*explain.Item) error {
	out := c.OutOrStdout()
	switch s.cfg.Output {
	case "json":
		return printJSON(out, items)
	case "markdown":
		_, err := fmt.Fprint(out, l.Reference(title, items))
		return err
	}
	return s.view(out).Print(out, l.Reference(title, items))
}
