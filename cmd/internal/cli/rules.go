package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
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

func rulesCommand() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules: what can be found, how grave it is, who mends it",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			switch output {
			case "text":
				return rulesTable(c.OutOrStdout())
			case "json":
				return rulesJSON(c.OutOrStdout())
			}
			return usageError("--output %q: want text or json", output)
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return c
}

func rulesTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tSEVERITY\tOWNER\tTITLE")
	for _, r := range rules.All() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Owner, r.Title)
	}
	return t.Flush()
}

func rulesJSON(w io.Writer) error {
	rows := []ruleRow{}
	for _, r := range rules.All() {
		row := ruleRow{ID: r.ID, Layer: r.Layer(), Title: r.Title, Severity: r.Severity, Kind: r.Kind, Owner: r.Owner, Needs: []string{}, Explains: []string{}}
		for _, n := range r.Needs {
			row.Needs = append(row.Needs, string(n))
		}
		row.Explains = append(row.Explains, r.Explains...)
		rows = append(rows, row)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(rows)
}
