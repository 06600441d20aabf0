package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"ipsec-diag/cmd/internal/lastsweep"
	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// sweepCommand reads the whole inventory and judges every tunnel.
func sweepCommand(s *settings) *cobra.Command {
	var which *chooser
	c := &cobra.Command{
		Use:   "sweep [WHICH ...]",
		Short: "Read many devices, or the whole inventory, and judge their tunnels",
		Example: "  ipsec-diag sweep --parallel 50 --output json > today.jsonl\n  ipsec-diag sweep site:berlin '!tag:lab'\n" +
			"  ipsec-diag sweep @failed\n  ipsec-diag sweep - --user netops --password ask < hosts.txt",
		RunE: func(c *cobra.Command, args []string) error {
			return s.sweep(c, which, args)
		},
	}
	which = newChooser(c, s)
	s.addTree(c)
	s.addTextfile(c)
	c.Flags().String("sample", "0s", "time between two samples of the counters; 0s takes one")
	return c
}

func (s *settings) sweep(c *cobra.Command, which *chooser, args []string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	if err := s.checkTextfile(); err != nil {
		return err
	}
	known := slices.Clone(agent.Inventory.Names())
	devices, err := s.many(c, agent, which, args)
	if err != nil {
		return err
	}
	bar := &progressBar{}
	if !asks(devices) {
		bar = s.bar(c.ErrOrStderr(), len(devices))
	}
	earlier := lastCounts()
	agent.Usual = earlier
	run := agent.Sweep(c.Context(), devices, s.cfg.Parallel, func(*pipeline.Reading) { bar.increment() })
	bar.wait()
	s.remember(agent, run, known, earlier)
	s.lookBack(c, run)
	s.keep(agent, run)
	if err := s.printSweep(c.OutOrStdout(), run); err != nil {
		return err
	}
	if err := s.leaveTextfile(agent, run); err != nil {
		return err
	}
	return result(run.ExitCode())
}

// many returns the devices to read.
func (s *settings) many(c *cobra.Command, agent *pipeline.Agent, which *chooser, args []string) ([]inventory.Device, error) {
	devices, err := which.devices(c, agent.Inventory, args)
	if err != nil {
		return nil, err
	}
	if len(devices) == 0 && agent.Inventory.Path != "" {
		return nil, usageError("the inventory %s has no devices: there is nothing to read", agent.Inventory.Path)
	}
	if len(devices) == 0 {
		return nil, usageError("there is no device to read: name some (see --help), or an inventory with --inventory FILE")
	}
	if !slices.ContainsFunc(devices, func(d inventory.Device) bool { return agent.UserOf(d) != "" }) {
		return nil, usageError("no user is given for any of the %d devices; write --user USER, USER@HOST, or login: {user: USER} in the inventory", len(devices))
	}
	return devices, nil
}

// remember keeps which devices failed, for @failed. Those that are in no
// inventory are remembered with their address. A state directory that cannot
// be written takes nothing from the result.
func (s *settings) remember(agent *pipeline.Agent, run *runreport.Run, known []string, earlier map[string][]int) {
	rec := lastsweep.Of(run, func(name string) string {
		if slices.Contains(known, name) {
			return ""
		}
		return targetOf(agent.Inventory.Device(name))
	})
	rec.Count(run, earlier)
	dir, err := stateDir()
	if err == nil {
		err = rec.Write(lastsweep.Path(dir))
	}
	if err != nil {
		agent.Options.Log.WithError(err).Warn("the devices that failed are not remembered for @failed")
	}
}

// lastCounts are the numbers of tunnels that earlier sweeps found up, nil where
// none is remembered.
func lastCounts() map[string][]int {
	dir, err := stateDir()
	if err != nil {
		return nil
	}
	rec, err := lastsweep.Read(lastsweep.Path(dir))
	if err != nil {
		return nil
	}
	return rec.Up
}

// asks reports whether a login asks on the terminal, where a bar would
// overwrite the question.
func asks(devices []inventory.Device) bool {
	return slices.ContainsFunc(devices, func(d inventory.Device) bool {
		l := d.Login
		return slices.ContainsFunc([]string{l.Password, l.EnableSecret, l.KeyPassphrase}, func(ref string) bool {
			return ref == credential.Ask || strings.HasPrefix(ref, credential.Ask+":")
		})
	})
}

// progressBar counts devices on a terminal, and does nothing elsewhere.
type progressBar struct {
	container *mpb.Progress
	bar       *mpb.Bar
}

func (s *settings) bar(w io.Writer, total int) *progressBar {
	if s.quiet() || !isTerminal(w) {
		return &progressBar{}
	}
	p := mpb.New(mpb.WithOutput(w), mpb.WithWidth(40))
	return &progressBar{container: p, bar: p.AddBar(int64(total),
		mpb.PrependDecorators(decor.Name("devices "), decor.CountersNoUnit("%d of %d")),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)),
		mpb.BarRemoveOnComplete(),
	)}
}

func (b *progressBar) increment() {
	if b.bar != nil {
		b.bar.Increment()
	}
}

func (b *progressBar) wait() {
	if b.container != nil {
		b.container.Wait()
	}
}

func (s *settings) printSweep(w io.Writer, run *runreport.Run) error {
	s.prepare(run)
	switch {
	case s.cfg.Output == "json":
		return runreport.JSONLines(w, run)
	case s.cfg.Output != "text" || s.full:
		return s.write(w, run)
	}
	if err := runreport.Incidents(w, run); err != nil {
		return err
	}
	if err := s.sweepTable(w, run); err != nil {
		return err
	}
	if err := sweepSummary(w, run); err != nil || !s.tree {
		return err
	}
	fmt.Fprintln(w)
	return runreport.Walks(w, run, runreport.TextOptions{Color: s.color(w), Verbose: s.verbose})
}

// sweepTable is one row a tunnel, the worst first. Those that an incident names
// have no row of their own unless more is asked for.
func (s *settings) sweepTable(w io.Writer, run *runreport.Run) error {
	rows := run.Singles()
	if s.verbose {
		rows = run.Diagnoses
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "HEALTH\tTUNNEL\tSURE\tRULE\tDETAIL")
	for _, d := range runreport.WorstFirst(rows) {
		h := d.Headline
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", strings.ToUpper(string(d.Health)), d.Case.ID, h.Confidence, h.Rule.ID, strings.TrimSpace(h.Verdict.Detail+runreport.MarkSuffix(d)))
	}
	return t.Flush()
}

// sweepSummary counts, and names each device that was not read.
func sweepSummary(w io.Writer, run *runreport.Run) error {
	byHealth := map[string]int{}
	for _, d := range run.Diagnoses {
		byHealth[string(d.Health)]++
	}
	fmt.Fprintf(w, "\n%s, %s:", counted(len(run.Devices), "device"), counted(len(run.Diagnoses), "tunnel"))
	for _, h := range []string{"up", "degraded", "down", "idle", "standby", "unknown"} {
		if byHealth[h] > 0 {
			fmt.Fprintf(w, " %d %s", byHealth[h], h)
		}
	}
	fmt.Fprintln(w)
	for _, row := range runreport.SiteRows(run) {
		fmt.Fprintf(w, "changed by the site: %s\n", row)
	}
	return unreadDevices(w, run)
}

// unreadDevices names each device that was not read in full and why. Those
// that a stopped run did not come to are one line, so that they do not push
// the results off the screen.
func unreadDevices(w io.Writer, run *runreport.Run) error {
	var untouched []string
	for i := range run.Devices {
		d := &run.Devices[i]
		switch {
		case d.Failure == nil:
		case d.Failure.Class == collector.ClassCanceled && len(d.Capture.Outputs) == 0:
			untouched = append(untouched, d.Name)
		default:
			fmt.Fprintf(w, "not read in full: %s\n", d.Failure.Error())
		}
	}
	if len(untouched) > 0 {
		fmt.Fprintf(w, "not read at all, the run was stopped: %s: %s\n", counted(len(untouched), "device"), strings.Join(untouched, ", "))
	}
	if run.Interrupted {
		fmt.Fprintln(w, "Interrupted: devices that were not reached are named above.")
	}
	return nil
}
