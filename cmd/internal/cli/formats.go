package cli

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/inventory"
)

// reports marks the commands that write reports, in all forms; the others know
// text, JSON and some Markdown or CSV.
const reports = "writes reports"

func writesReports(c *cobra.Command) {
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[reports] = "yes"
}

// otherOutputs are what one or another command writes that is no report.
var otherOutputs = []string{"facts", "csv"}

// checkOutput refuses a form that nobody writes, or not this command.
func checkOutput(c *cobra.Command, output string) error {
	all := runreport.Formats()
	switch {
	case slices.Contains(otherOutputs, output) && c.Annotations[reports] != "":
		return usageError("--output %q: a report is written as %s", output, strings.Join(all, ", "))
	case slices.Contains([]string{"text", "json", "markdown"}, output), slices.Contains(otherOutputs, output):
		return nil
	case !slices.Contains(all, output):
		return usageError("--output %q is not known%s: want %s or %s", output, suggestion(inventory.Closest(output, all)),
			strings.Join(all[:len(all)-1], ", "), all[len(all)-1])
	case c.Annotations[reports] == "":
		return usageError("--output %q is a form of a report, as --peer, --tunnel, analyze and sweep write it; %s knows text and json", output, c.CommandPath())
	}
	return nil
}

// prepare gives a run what its report needs besides.
func (s *settings) prepare(run *runreport.Run) {
	run.Cards, run.Tree, run.Timeline, run.Site, run.Version = ruleCards(), s.tree, s.timeline, s.site, Version()
}

// write writes a report in the chosen form.
func (s *settings) write(out io.Writer, run *runreport.Run) error {
	opt := runreport.TextOptions{Color: s.color(out), Verbose: s.verbose}
	if s.full && s.cfg.Output == "text" {
		return runreport.FullText(out, run, opt)
	}
	return runreport.Write(out, run, s.cfg.Output, opt)
}

// asPlugin reports whether the program runs as a plugin of a monitoring system,
// for which a mistake in the command line, too, is a state on standard output.
func asPlugin(root *cobra.Command, args []string) bool {
	if f := root.PersistentFlags().Lookup("output"); f != nil && f.Value.String() == "nagios" {
		return true
	}
	for i, a := range args { // what stands behind a mistake is not parsed any more
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		switch {
		case a == "--output=nagios", a == "-o=nagios", a == "-onagios", (a == "--output" || a == "-o") && next == "nagios":
			return true
		}
	}
	return os.Getenv("IPSEC_DIAG_OUTPUT") == "nagios"
}
