package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
)

// ruleCards are the scenario cards for next steps.
func ruleCards() map[string]string { return rules.Cards() }

// ruleRow is a rule as "rules --output json" prints it.
type ruleRow struct {
	ID       string          `json:"id"`
	Layer    string          `json:"layer"`
	Title    string          `json:"title"`
	Severity engine.Severity `json:"severity"`
	Kind     engine.Kind     `json:"kind"`
	Owner    engine.Owner    `json:"owner"`
	Needs    []string        `json:"needs"`
	Explains []string        `json:"explains"`
}

func rulesCommand(s *settings) *cobra.Command {
	var output, layer string
	c := &cobra.Command{
		Use:   "rules [WORD...]",
		Short: "List the rules: what can be found, how grave it is, who mends it",
		Long: "List the rules: what can be found, how grave it is, who mends it, and what of a\ndevice it reads. Words restrict the list: each must stand in the rule's row.\n\n" +
			"'ipsec-diag explain RULE' has the card of a rule.",
		Example: "  ipsec-diag rules --layer auth\n  ipsec-diag rules critical peer\n  ipsec-diag rules child-sas",
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.load(c); err != nil {
				return err
			}
			list, err := chosenRules(layer, args)
			if err != nil {
				return err
			}
			switch out := c.OutOrStdout(); output {
			case "text":
				if isTerminal(out) {
					return s.rulesOnTerminal(out, list)
				}
				return rulesTable(out, list)
			case "json":
				return printJSON(out, ruleRows(list))
			case "markdown":
				return rulesMarkdown(out, list)
			}
			return usageError("--output %q: want text, json or markdown", output)
		},
		ValidArgsFunction: cobra.FixedCompletions(append(ruleNames(), layers()...), cobra.ShellCompDirectiveNoFileComp),
	}
	c.Flags().StringVarP(&output, "output", "o", "text", "text, json or markdown")
	c.Flags().StringVar(&layer, "layer", "", "only the rules of one `LAYER`")
	completeWords(c, "layer", layers())
	return c
}

// layers are the layers of rules, in the order in which causes lie.
func layers() []string {
	var out []string
	for _, r := range rules.All() {
		if !slices.Contains(out, r.Layer()) {
			out = append(out, r.Layer())
		}
	}
	return out
}

// chosenRules are the rules of a layer whose rows hold all words.
func chosenRules(layer string, words []string) ([]*engine.Rule, error) {
	if layer != "" && !slices.Contains(layers(), layer) {
		return nil, usageError("no layer is called %q%s: want %s", layer, suggestion(inventory.Closest(layer, layers())), strings.Join(layers(), ", "))
	}
	var out []*engine.Rule
	for _, r := range rules.All() {
		if (layer == "" || r.Layer() == layer) && holdsAll(ruleText(r), words) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil, usageError("no rule holds %q; 'ipsec-diag explain %s' also looks into the cards", strings.Join(words, " "), strings.Join(words, " "))
	}
	return out, nil
}

// ruleText is all that stands in a rule's row.
func ruleText(r *engine.Rule) string {
	return strings.Join([]string{r.ID, r.Title, string(r.Severity), string(r.Kind), string(r.Owner), needsOf(r)}, " ")
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			return false
		}
	}
	return true
}

// needsOf are the areas a rule reads, in one word.
func needsOf(r *engine.Rule) string {
	var out []string
	for _, n := range r.Needs {
		out = append(out, string(n))
	}
	return cmp.Or(strings.Join(out, ","), "-")
}

// rulesOnTerminal prints each rule in lines that fit a terminal.
func (s *settings) rulesOnTerminal(w io.Writer, list []*engine.Rule) error {
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "## %s: %s\n%s, %s; to mend: %s; needs: %s\n\n", r.ID, r.Title, r.Severity, r.Kind, r.Owner, strings.ReplaceAll(needsOf(r), ",", ", "))
	}
	return s.view(w).Print(w, b.String())
}

// rulesTable is for other programs: a rule a line, however wide.
func rulesTable(w io.Writer, list []*engine.Rule) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tSEVERITY\tOWNER\tKIND\tTITLE\tNEEDS")
	for _, r := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Owner, r.Kind, r.Title, needsOf(r))
	}
	return t.Flush()
}

func rulesMarkdown(w io.Writer, list []*engine.Rule) error {
	var b strings.Builder
	b.WriteString("| id | severity | owner | kind | title | needs |\n|---|---|---|---|---|---|\n")
	for _, r := range list {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, r.Severity, r.Owner, r.Kind, r.Title, needsOf(r))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func ruleRows(list []*engine.Rule) []ruleRow {
	rows := []ruleRow{}
	for _, r := range list {
		row := ruleRow{ID: r.ID, Layer: r.Layer(), Title: r.Title, Severity: r.Severity, Kind: r.Kind, Owner: r.Owner, Needs: []string{}, Explains: []string{}}
		for _, n := range r.Needs {
			row.Needs = append(row.Needs, string(n))
		}
		row.Explains = append(row.Explains, r.Explains...)
		rows = append(rows, row)
	}
	return rows
}
