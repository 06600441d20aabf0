package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"

	runreport "ipsec-diag/cmd/internal/report"
)

// analyzeCommand diagnoses saved or pasted output without a network.
func analyzeCommand(s *settings) *cobra.Command {
	var now string
	c := &cobra.Command{
		Use:   "analyze DIR|FILE|- [DIR|FILE ...]",
		Short: "Diagnose saved or pasted output, without a network",
		Long: `Diagnoses a folder, a capture file or a paste. In a folder, files are named
<device>.<command with underscores>.txt, or stand in a folder per device. A
paste may hold several commands, with or without prompts; "-" reads it from
standard input. The two ends of a tunnel may come in two folders or files; then
both are judged together. With --history the run is kept. Passwords and keys are
removed before anything is shown.`,
		Example: "  ipsec-diag analyze captures/\n  ipsec-diag analyze hq/ branch/\n  ipsec-diag analyze hq-rtr1.capture\n  ipsec-diag analyze captures/ --flow '10.1.0.5>10.2.0.9:443/tcp'\n  pbpaste | ipsec-diag analyze -",
		Args:    oneOrMore("DIR, FILE or -"),
		RunE: func(c *cobra.Command, args []string) error {
			at, err := parseNow(now)
			if err != nil {
				return err
			}
			return s.analyze(c, args, at)
		},
	}
	c.Flags().StringVar(&now, "now", "", "reference time of the judgement, RFC 3339; default: when the capture was made")
	s.addTree(c)
	s.addAudience(c, "ipsec-diag-run-AUDIENCE"+mappingSuffix)
	s.flow.add(c)
	return c
}

func parseNow(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, usageError("--now %q: want a time such as 2026-11-25T03:00:00Z", text)
	}
	return t, nil
}

func (s *settings) analyze(c *cobra.Command, paths []string, now time.Time) error {
	run, loaded, err := s.judgedOf(c, paths, now)
	if err != nil {
		return err
	}
	s.lookBack(c, run)
	shown, err := s.forAudience(c, run, loaded.Inventory, "")
	if err != nil {
		return err
	}
	if err := s.print(c, shown); err != nil {
		return err
	}
	s.keepSaved(c, run, loaded)
	return result(run.ExitCode())
}

// judged diagnoses saved or pasted output.
func (s *settings) judged(c *cobra.Command, path string, now time.Time) (*runreport.Run, error) {
	run, _, err := s.judgedOf(c, []string{path}, now)
	return run, err
}

// judgedOf diagnoses the outputs of several folders or files together.
func (s *settings) judgedOf(c *cobra.Command, paths []string, now time.Time) (*runreport.Run, *pipeline.Loaded, error) {
	agent, err := s.offline(c)
	if err != nil {
		return nil, nil, err
	}
	if agent.Flow, err = s.flow.parse(); err != nil {
		return nil, nil, err
	}
	loaded, err := agent.LoadAll(paths, c.InOrStdin())
	if err != nil {
		return nil, nil, usageError("%v", err)
	}
	if loaded.NoText {
		return nil, nil, &exitError{code: ExitUnknown, text: loaded.Skipped[0]}
	}
	saySkipped(c, loaded)
	if len(loaded.Readings) == 0 {
		return nil, nil, &exitError{code: ExitUnknown, text: fmt.Sprintf("%s: no output of a known command was found.\nThe platforms are %s; ipsec-diag plan --platform NAME shows their commands.", sourceNames(paths), platformList())}
	}
	return agent.Analyze(loaded, now), loaded, nil
}

// saySkipped tells what of the input was left out.
func saySkipped(c *cobra.Command, loaded *pipeline.Loaded) {
	const most = 20
	for i, text := range loaded.Skipped {
		if i == most {
			fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: and %d more that were left out\n", len(loaded.Skipped)-most)
			return
		}
		say(c.ErrOrStderr(), text)
	}
}

// sourceName is what a message calls an input.
func sourceName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

func sourceNames(paths []string) string {
	var out []string
	for _, path := range paths {
		out = append(out, sourceName(path))
	}
	return strings.Join(out, ", ")
}

// plainReason is why a file cannot be used, without the name of the system call.
func plainReason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// oneOrMore demands at least one argument and says what it is.
func oneOrMore(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError("%s takes at least one argument: %s", c.CommandPath(), what)
		}
		return nil
	}
}

// exactlyOne demands one argument and says what it is.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError("%s takes one argument: %s", c.CommandPath(), what)
		}
		return nil
	}
}
