package cli

import (
	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the JSON report",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return runreport.Schema(c.OutOrStdout()) },
	}
}
