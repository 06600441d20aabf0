package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/explain"
	"ipsec-diag/engine/knowledge"
)

// glossaryCommand lists the terms, or explains one.
func glossaryCommand(s *settings) *cobra.Command {
	return kindCommand(s, string(knowledge.Term), &cobra.Command{Use: "glossary [TERM]", Short: "Words of IKE and IPsec and what they mean",
		Example: "  ipsec-diag glossary\n  ipsec-diag glossary proxy id"})
}

// scenarioCommand lists the scenario cards, or prints one.
func scenarioCommand(s *settings) *cobra.Command {
	return kindCommand(s, string(knowledge.Scenario), &cobra.Command{Use: "scenario [NAME]", Short: "How to go about a symptom: the scenario cards",
		Example: "  ipsec-diag scenario\n  ipsec-diag scenario flapping"})
}

// checklistCommand lists the checklists, or prints one.
func checklistCommand(s *settings) *cobra.Command {
	return kindCommand(s, string(knowledge.Checklist), &cobra.Command{Use: "checklist [NAME]", Short: "What to do before a ticket, a change, a new tunnel",
		Example: "  ipsec-diag checklist\n  ipsec-diag checklist before-change"})
}

// kindCommand makes a command that lists the items of one kind, or explains
// one of them.
func kindCommand(s *settings, kind string, c *cobra.Command) *cobra.Command {
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := s.load(c); err != nil {
			return err
		}
		query, err := asked(args, c.InOrStdin())
		if err != nil {
			return err
		}
		l := library()
		if query == "" {
			return s.showItems(c, l, explain.Answer{How: explain.ByName, Items: l.Of(kind)}, nil)
		}
		return s.answer(c, l, l.AskFor(kind, query), query, fmt.Sprintf("See 'ipsec-diag %s'.", c.Name()))
	}
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return completeItems(library().Of(kind), args, prefix)
	}
	return c
}
