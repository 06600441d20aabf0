package cli

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"ipsec-diag/collector/pseudonym"
)

// deredactCommand turns pseudonyms back.
func deredactCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "deredact MAPPING [FILE|-]",
		Short: "Put the real addresses and names back into a reply",
		Long: "Reads a text, such as the reply to a bundle, and writes it with the real\naddresses and names in the place of pseudonyms. MAPPING is the file that was\n" +
			"written beside the bundle. What is no pseudonym of it stays. Secrets do not come\nback: they are nowhere.",
		Example: "  ipsec-diag deredact hq-rtr1.mapping.json reply.txt\n  pbpaste | ipsec-diag deredact hq-rtr1.mapping.json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usageError("%s takes the mapping, and the text: MAPPING [FILE|-]", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return usageError("cannot read %s: %v", args[0], plainReason(err))
			}
			m, err := pseudonym.Parse(data)
			if err != nil {
				return usageError("%s: %v", args[0], err)
			}
			source := "-"
			if len(args) == 2 {
				source = args[1]
			}
			text, err := readInput(source, c.InOrStdin())
			if err != nil {
				return usageError("cannot read %s: %v", sourceName(source), plainReason(err))
			}
			_, err = io.WriteString(c.OutOrStdout(), m.Back(string(text)))
			return err
		},
	}
}
