package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/inventory"
)

// simulateCommand serves simulated devices until it is stopped.
func simulateCommand(_ *settings) *cobra.Command {
	var devices int
	var seed uint64
	var rtt time.Duration
	var out string
	c := &cobra.Command{
		Use:     "simulate --inventory-out FILE",
		Short:   "Serve simulated devices on loopback, for trying out and for tests",
		Example: "  ipsec-diag simulate --devices 1000 --rtt 50ms --inventory-out sim.yaml &\n  ipsec-diag sweep --inventory sim.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if devices < 2 {
				return usageError("--devices %d: want 2 or more", devices)
			}
			if out == "" {
				return usageError("say where to write the inventory: --inventory-out FILE")
			}
			return simulate(c, fleet.New(devices, seed), rtt, out)
		},
	}
	c.Flags().IntVar(&devices, "devices", 20, "number of devices")
	c.Flags().Uint64Var(&seed, "seed", 1, "the same seed makes the same fleet")
	c.Flags().DurationVar(&rtt, "rtt", 0, "round-trip time to each device")
	c.Flags().StringVar(&out, "inventory-out", "", "`file` to write the inventory to")
	return c
}

func simulate(c *cobra.Command, f *fleet.Fleet, rtt time.Duration, out string) error {
	inv, stop, err := serve(c.Context(), f, rtt)
	if err != nil {
		return err
	}
	defer stop()
	if err := writeWhole(out, inv.Format()); err != nil {
		return usageError("cannot write %s: %v", out, plainReason(err))
	}
	fmt.Fprintf(c.OutOrStdout(), "%d devices on 127.0.0.1, inventory in %s; stop with Ctrl-C\n", len(inv.Devices), out)
	<-c.Context().Done()
	return nil
}

// writeWhole writes a file in one step: who waits for it never reads half of it.
func writeWhole(path string, text []byte) error {
	half := path + ".part"
	if err := os.WriteFile(half, text, 0o600); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// serve starts a fleet and returns its inventory, which has a place beside the
// secrets: files only this user can read, in a folder that stop deletes.
func serve(ctx context.Context, f *fleet.Fleet, rtt time.Duration) (inv *inventory.Inventory, stop func(), err error) {
	running, err := f.Start(ctx, rtt)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot start the simulated devices: %w", err)
	}
	dir, err := os.MkdirTemp("", "ipsec-diag-simulated-")
	if err != nil {
		running.Close()
		return nil, nil, err
	}
	stop = func() {
		running.Close()
		_ = os.RemoveAll(dir)
	}
	login := inventory.Login{Password: "file:" + dir + "/password", EnableSecret: "file:" + dir + "/enable"}
	for name, secret := range map[string]string{"password": fleet.Password, "enable": fleet.EnableSecret} {
		if err := os.WriteFile(dir+"/"+name, []byte(secret+"\n"), 0o600); err != nil {
			stop()
			return nil, nil, err
		}
	}
	inv = running.Inventory(login)
	inv.Path = filepath.Join(dir, "inventory.yaml")
	return inv, stop, nil
}
