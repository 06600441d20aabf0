package cli

import (
	"slices"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine/mtu"
)

// mtuFlags are what a free computation is given, and what both forms take.
type mtuFlags struct {
	suite, mode            string
	nat, gre, greKey, ipv6 bool
	path                   int
	peer                   string
}

// mtuCommand computes what IPsec leaves of a path MTU.
func mtuCommand(s *settings) *cobra.Command {
	f := &mtuFlags{}
	c := &cobra.Command{
		Use:   "mtu [--suite ALGORITHMS | --peer DEVICE | DIR|FILE|-]",
		Short: "Compute overhead, largest packet, MSS and tunnel MTU",
		Long: `Computes exactly what ESP or AH adds to a packet: for algorithms that --suite
names, or for the Child SAs of a device or of saved output. Prints the largest
packet that passes unfragmented, the TCP MSS and the tunnel MTU to set, what
sets them on the platform, what that does and how it is undone, and the ping
that proves it. Nothing is set.

--suite takes the words of any vendor: aes256gcm16, aes128-sha256,
chacha20poly1305, "esp-aes 256 esp-sha-hmac". With --platform it prints the
commands of that platform, too.`,
		Example: "  ipsec-diag mtu --suite aes256gcm --nat-t --path-mtu 1492\n  ipsec-diag mtu --suite aes256-sha256 --gre --platform cisco-ios\n  ipsec-diag mtu --peer hq-rtr1\n  ipsec-diag mtu captures/",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return s.mtu(c, f, args) },
	}
	c.Flags().StringVar(&f.suite, "suite", "", "the `ALGORITHMS` of ESP")
	c.Flags().StringVar(&f.mode, "mode", "tunnel", "with --suite: tunnel or transport")
	c.Flags().BoolVar(&f.nat, "nat-t", false, "with --suite: in UDP (NAT traversal)")
	c.Flags().BoolVar(&f.gre, "gre", false, "with --suite: GRE inside")
	c.Flags().BoolVar(&f.greKey, "gre-key", false, "with --suite: GRE with a key inside")
	c.Flags().BoolVar(&f.ipv6, "ipv6", false, "with --suite: IPv6 between the gateways")
	c.Flags().IntVar(&f.path, "path-mtu", 0, "MTU of the path between the gateways; default: what the device shows, or 1500")
	c.Flags().StringVar(&f.peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	completed(c, "peer", s.completeDevices)
	completeWords(c, "mode", []string{"tunnel", "transport"})
	return c
}

func (s *settings) mtu(c *cobra.Command, f *mtuFlags, args []string) error {
	if err := s.load(c); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "json"}, s.cfg.Output) {
		return usageError("--output %q: mtu prints text or json", s.cfg.Output)
	}
	if f.path != 0 && (f.path < 128 || f.path > 65535) {
		return usageError("--path-mtu %d: want 128 to 65535", f.path)
	}
	if f.suite != "" {
		if f.peer != "" || len(args) > 0 {
			return usageError("--suite computes without a device; leave out --peer and files")
		}
		return s.mtuOfSuite(c, f)
	}
	for _, name := range []string{"mode", "nat-t", "gre", "gre-key", "ipv6"} {
		if c.Flags().Changed(name) {
			return usageError("--%s goes with --suite; of a device the SAs say it", name)
		}
	}
	if f.peer == "" && len(args) == 0 {
		return usageError("say what to compute: --suite ALGORITHMS, --peer DEVICE, or DIR, FILE or - for saved output.\nSee 'ipsec-diag mtu --help'.")
	}
	run, err := s.readFrom(c, "mtu", f.peer, args)
	if err != nil {
		return err
	}
	return s.mtuOfTunnels(c, run, f.path)
}

// mtuOfSuite is the free computation.
func (s *settings) mtuOfSuite(c *cobra.Command, f *mtuFlags) error {
	cipher, integrity, err := mtu.ParseSuite(f.suite)
	if err != nil {
		return usageError("--suite %q: %v", f.suite, err)
	}
	if f.mode != string(mtu.Tunnel) && f.mode != string(mtu.Transport) {
		return usageError("--mode %q: want tunnel or transport", f.mode)
	}
	e := mtu.Encapsulation{Cipher: cipher, Integrity: integrity, Mode: mtu.Mode(f.mode), NATT: f.nat, IPv6: f.ipv6, GRE: f.gre || f.greKey, GREKey: f.greKey}
	path := f.path
	if path == 0 {
		path = mtu.Ethernet
	}
	r, err := e.Compute(path)
	if err != nil {
		return usageError("%v", err)
	}
	out := c.OutOrStdout()
	if s.cfg.Output == "json" {
		return printJSON(out, mtuDocument{Schema: mtuSchema, Tunnels: []mtuTunnel{newMTUTunnel(&e, &r, s.platform)}})
	}
	from := mtu.PathGiven
	if f.path == 0 {
		from = "that of Ethernet, where nothing else is given"
	}
	return printMTU(out, e.String(), &r, from, s.platform, nil)
}

// mtuOfTunnels computes for every Child SA that is installed.
func (s *settings) mtuOfTunnels(c *cobra.Command, run *runreport.Run, path int) error {
	doc := mtuDocument{Schema: mtuSchema, Tunnels: []mtuTunnel{}}
	out, computed := c.OutOrStdout(), 0
	sayUnreadDevices(c.ErrOrStderr(), run)
	sizes := sizesOf(casesOf(run), path)
	for i := range sizes {
		doc.Tunnels = append(doc.Tunnels, sizes[i].json())
		if sizes[i].missing == "" {
			computed++
		}
	}
	var err error
	if s.cfg.Output == "json" {
		err = printJSON(out, doc)
	} else {
		err = printSizes(out, sizes, s.verbose)
	}
	if err != nil {
		return err
	}
	if computed == 0 {
		return &exitError{code: ExitUnknown, text: "no Child SA is installed of which the algorithms are shown: nothing to compute.\nipsec-diag mtu --suite ALGORITHMS computes without one."}
	}
	return nil
}
