// Package cli is the command line: one file per sub-command.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
)

// The exit codes, those of Nagios plugins for the results.
const (
	ExitHealthy  = 0
	ExitWarning  = 1
	ExitCritical = 2
	ExitUnknown  = 3
	ExitUsage    = 64
	// ExitDelivery: the diagnosis is done, and a ticket could not be told.
	ExitDelivery = 65
)

// exitError carries an exit code through cobra. An empty text prints nothing:
// the result has been printed already.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

// usageError is a mistake in the command line or in a file the user wrote.
func usageError(format string, args ...any) error {
	return &exitError{code: ExitUsage, text: fmt.Sprintf(format, args...)}
}

// result ends a command with the exit code of its findings.
func result(code int) error {
	if code == ExitHealthy {
		return nil
	}
	return &exitError{code: code}
}

// Main runs the program and returns its exit code. The first interrupt ends
// the collection and prints what is known, the second ends the program.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if asPlugin(root, args) {
		return reportPlugin(err, stdout)
	}
	return report(err, stderr)
}

// report prints an error once and returns the exit code it stands for. What
// cobra itself reports is always a mistake in the command line.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return ExitHealthy
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{code: ExitUsage, text: err.Error()}
	}
	if exit.text != "" {
		say(stderr, exit.text)
	}
	return exit.code
}

// reportPlugin is [report] for a monitoring system, which reads standard output and
// knows the codes 0 to 3 only.
func reportPlugin(err error, stdout io.Writer) int {
	var text bytes.Buffer
	code := report(err, &text)
	if code <= ExitUnknown && text.Len() == 0 {
		return code
	}
	fmt.Fprintln(stdout, runreport.NagiosLine(ExitUnknown, strings.TrimPrefix(text.String(), "ipsec-diag: ")))
	return ExitUnknown
}

// newRoot builds the whole command tree.
func newRoot() *cobra.Command {
	s := &settings{}
	root := diagnoseCommand(s)
	s.addFlags(root)
	root.AddCommand(
		alertsCommand(s),
		analyzeCommand(s),
		auditCommand(s),
		bundleCommand(s),
		captureCommand(s),
		checklistCommand(s),
		commandsCommand(s),
		compareCommand(s),
		demoCommand(s),
		deredactCommand(),
		diffCommand(s),
		exampleCommand(s),
		explainCommand(s),
		glossaryCommand(s),
		historyCommand(),
		inventoryCommand(s),
		mtuCommand(s),
		parseCommand(s),
		reportGapCommand(s),
		planCommand(s),
		replayCommand(s),
		rulesCommand(s),
		scenarioCommand(s),
		schemaCommand(),
		simulateCommand(s),
		sweepCommand(s),
		serveCommand(s),
		workerCommand(s),
		ticketCommand(s),
		versionCommand(),
		whyNotCommand(s),
	)
	strict(root)
	root.SetUsageTemplate(usageOf80Columns(root.UsageTemplate()))
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError("%v\nSee '%s --help'.", err, c.CommandPath())
	})
	return root
}

// usageOf80Columns is cobra's template with flags that are wrapped, and with a
// shorter last line.
func usageOf80Columns(template string) string {
	return strings.NewReplacer(
		".FlagUsages ", fmt.Sprintf(".FlagUsagesWrapped %d ", runreport.Width),
		"for more information about a command", "for more about a command",
	).Replace(template)
}
