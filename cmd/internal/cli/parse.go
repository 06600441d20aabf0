package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/facts"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// parseCommand shows how one output is understood.
func parseCommand(s *settings) *cobra.Command {
	var command, output string
	c := &cobra.Command{
		Use:     "parse FILE|-",
		Short:   "Show how one output is understood, as JSON",
		Example: "  ipsec-diag parse --platform cisco-ios --command \"show crypto ipsec sa\" sa.txt\n  ipsec-diag parse --output csv sa.txt",
		Args:    exactlyOne("FILE or -"),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains([]string{"json", "facts", "csv"}, output) {
				return usageError("--output %q: want json, facts or csv", output)
			}
			return s.parse(c, args[0], command, output)
		},
	}
	c.Flags().StringVar(&command, "command", "", "the command that printed it; recognised without it")
	c.Flags().StringVarP(&output, "output", "o", "json", "json (the whole snapshot), facts (a JSON line per SA or session) or csv (rows for a spreadsheet)")
	return c
}

func (s *settings) parse(c *cobra.Command, path, command, output string) error {
	agent, err := s.offline(c)
	if err != nil {
		return err
	}
	if command != "" && s.platform == "" {
		return usageError("--command needs --platform (%s)", platformList())
	}
	var snaps []*ipsec.Snapshot
	if command != "" {
		snap, err := parseAs(s.platform, command, path, c.InOrStdin())
		if err != nil {
			return err
		}
		snaps = append(snaps, snap)
	} else if snaps, err = parseRecognised(c, agent, path); err != nil {
		return err
	}
	if output != "json" { // which lists the lines
		sayUnread(c.ErrOrStderr(), snaps, path)
	}
	return printSnapshots(c.OutOrStdout(), snaps, output)
}

// sayUnread tells how many lines were not understood, since rows do not.
func sayUnread(w io.Writer, snaps []*ipsec.Snapshot, path string) {
	unread := 0
	for _, snap := range snaps {
		unread += len(snap.Unread)
	}
	if unread > 0 {
		fmt.Fprintf(w, "ipsec-diag: %s not understood: --output json lists them, and \"ipsec-diag report-gap %s\" makes a report\n", counted(unread, "line"), path)
	}
}

// parseAs reads a file as the output of one command.
func parseAs(platform, command, path string, stdin io.Reader) (*ipsec.Snapshot, error) {
	p := platforms.Find(platform)
	if p == nil {
		return nil, usageError("no platform is called %q (%s)", platform, platformList())
	}
	if p.StepFor(command) == nil {
		return nil, usageError("%s has no parser for %q; ipsec-diag plan --platform %s shows its commands", platform, command, platform)
	}
	data, err := readInput(path, stdin)
	if err != nil {
		return nil, usageError("cannot read %s: %v", sourceName(path), plainReason(err))
	}
	data, problem := pipeline.TextOf(data)
	if problem != "" {
		return nil, usageError("%s: %s", sourceName(path), problem)
	}
	text, _ := redact.Text(string(data))
	return parsers.Parse(p, &collector.Capture{Device: "device", Platform: platform,
		Outputs: []collector.Output{{Command: command, Status: collector.Answered, Text: text}}}, 0), nil
}

func parseRecognised(c *cobra.Command, agent *pipeline.Agent, path string) ([]*ipsec.Snapshot, error) {
	loaded, err := agent.Load(path, c.InOrStdin())
	if err != nil {
		return nil, usageError("%v", err)
	}
	if loaded.NoText {
		return nil, &exitError{code: ExitUnknown, text: loaded.Skipped[0]}
	}
	saySkipped(c, loaded)
	var out []*ipsec.Snapshot
	for _, r := range loaded.Readings {
		out = append(out, r.Snap)
	}
	if len(out) == 0 {
		return nil, &exitError{code: ExitUnknown, text: fmt.Sprintf("%s: no output of a known command was found; say what it is with --platform and --command, or make a report with report-gap", sourceName(path))}
	}
	return out, nil
}

func readInput(path string, stdin io.Reader) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(path)
}

func printSnapshots(w io.Writer, snaps []*ipsec.Snapshot, output string) error {
	if output == "csv" {
		return printCSV(w, snaps)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if output == "json" {
		enc.SetIndent("", "  ")
	}
	for _, snap := range snaps {
		if output == "json" {
			if err := enc.Encode(snap); err != nil {
				return err
			}
			continue
		}
		for _, line := range facts.Lines(snap) {
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}
