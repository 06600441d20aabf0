package cli

import (
	"github.com/spf13/cobra"

	"ipsec-diag/inventory"
)

// flowFlags are the two ways to name traffic that fails.
type flowFlags struct {
	flow, from, to, proto, port string
}

// add defines the flags on a command that diagnoses.
func (f *flowFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.flow, "flow", "", "traffic that fails, as 10.1.0.5>10.2.0.9:443/tcp (quote it): follow it through the tunnel")
	c.Flags().StringVar(&f.from, "from", "", "source `address` of the traffic that fails")
	c.Flags().StringVar(&f.to, "to", "", "destination `address` of the traffic that fails")
	c.Flags().StringVar(&f.proto, "proto", "", "its `protocol`: tcp, udp, icmp or a number")
	c.Flags().StringVar(&f.port, "port", "", "its destination port `number`")
}

// parse returns the traffic that was named, nil when none was.
func (f *flowFlags) parse() (*inventory.Flow, error) {
	parts := f.from != "" || f.to != "" || f.proto != "" || f.port != ""
	var flow inventory.Flow
	var err error
	switch {
	case f.flow == "" && !parts:
		return nil, nil
	case f.flow != "" && parts:
		return nil, usageError("say the traffic either with --flow or with --from, --to, --proto and --port")
	case f.flow != "":
		flow, err = inventory.ParseFlow(f.flow)
	case f.from == "" || f.to == "":
		return nil, usageError("traffic that fails needs both --from and --to; or write --flow 'SOURCE>DESTINATION:PORT/PROTOCOL'")
	default:
		flow, err = inventory.NewFlow(f.from, f.to, f.proto, f.port)
	}
	if err != nil {
		return nil, usageError("%v", err)
	}
	return &flow, nil
}
