package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// noInventory is told where an inventory is needed and there is none.
func noInventory() error {
	return usageError("no inventory was found: name it with --inventory FILE, or write ./inventory.yaml")
}

// inventoryCommand checks and lists the inventory.
func inventoryCommand(s *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "inventory",
		Short: "Check, list or import an inventory",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return usageError("say what to do: ipsec-diag inventory check, list, or import")
		},
	}
	c.AddCommand(inventoryCheck(s), inventoryList(s), inventoryImport(s))
	return c
}

func inventoryCheck(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "Say whether the inventory is right, with the line of every mistake",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				s.inventoryPath = args[0]
			}
			inv, err := s.inventory(c)
			if err != nil {
				return err
			}
			if inv.Path == "" {
				return noInventory()
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s, no mistakes\n", inv.Path, counted(len(inv.Devices), "device"), counted(len(inv.Tunnels), "tunnel"))
			return err
		},
	}
}

func inventoryList(s *settings) *cobra.Command {
	var which *chooser
	c := &cobra.Command{
		Use:     "list [WHICH ...]",
		Short:   "List devices and tunnels",
		Example: "  ipsec-diag inventory list\n  ipsec-diag inventory list site:berlin '!tag:lab'",
		RunE: func(c *cobra.Command, args []string) error {
			inv, err := s.inventory(c)
			if err != nil {
				return err
			}
			if inv.Path == "" && !which.given(args) {
				return noInventory()
			}
			if which.given(args) {
				devices, err := which.devices(c, inv, args)
				if err != nil {
					return err
				}
				inv = inv.Only(devices)
			}
			if s.cfg.Output == "json" {
				return listJSON(c.OutOrStdout(), inv)
			}
			return listTable(c.OutOrStdout(), inv)
		},
	}
	which = newChooser(c, s)
	return c
}

func listTable(w io.Writer, inv *inventory.Inventory) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DEVICE\tADDRESS\tPLATFORM\tSITE\tTAGS")
	for _, d := range inv.Devices {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", d.Name, d.Address, d.Platform, d.Site, strings.Join(d.Tags, ","))
	}
	if len(inv.Tunnels) > 0 {
		fmt.Fprintln(t, "\nTUNNEL\tEND\tEND\tMODE\t")
	}
	for _, tun := range inv.Tunnels {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", tun.Name, tun.Ends[0], tun.Ends[1], tunnelMode(&tun))
	}
	return t.Flush()
}

func tunnelMode(t *inventory.Tunnel) string {
	switch {
	case t.Disabled:
		return "disabled"
	case t.OnDemand:
		return "on-demand"
	}
	return "always-on"
}

// listedDevice and listedTunnel are what "list --output json" prints; logins
// are left out.
type listedDevice struct {
	Name     string   `json:"name"`
	Address  string   `json:"address"`
	Port     int      `json:"port"`
	Platform string   `json:"platform,omitempty"`
	Site     string   `json:"site,omitempty"`
	Zone     string   `json:"zone,omitempty"`
	Role     string   `json:"role,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Jump     string   `json:"jump,omitempty"`
}

type listedTunnel struct {
	Name string    `json:"name"`
	Ends [2]string `json:"ends"`
	Mode string    `json:"mode"`
}

func listJSON(w io.Writer, inv *inventory.Inventory) error {
	out := struct {
		Devices []listedDevice `json:"devices"`
		Tunnels []listedTunnel `json:"tunnels"`
	}{[]listedDevice{}, []listedTunnel{}}
	for _, d := range inv.Devices {
		out.Devices = append(out.Devices, listedDevice{d.Name, d.Address, d.Port, d.Platform, d.Site, d.Zone, d.Role, d.Tags, d.Jump})
	}
	for _, t := range inv.Tunnels {
		out.Tunnels = append(out.Tunnels, listedTunnel{t.Name, t.Ends, tunnelMode(&t)})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// platformList names the platforms for a message.
func platformList() string { return strings.Join(platforms.Names(), ", ") }

// completed ties a flag to what completes it in the shell. It fails only for a
// flag that the command does not have: a mistake of ours.
func completed(c *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := c.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err)
	}
}

// completeDevices completes the names of devices in the shell.
func (s *settings) completeDevices(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return s.complete(c, prefix, (*inventory.Inventory).Names)
}

// completeTunnels completes the names of tunnels in the shell.
func (s *settings) completeTunnels(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
	return s.complete(c, prefix, tunnelNames)
}

func (s *settings) complete(c *cobra.Command, prefix string, names func(*inventory.Inventory) []string) ([]string, cobra.ShellCompDirective) {
	inv, err := s.readInventory(c)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for _, n := range names(inv) {
		if strings.HasPrefix(n, prefix) {
			out = append(out, n)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
