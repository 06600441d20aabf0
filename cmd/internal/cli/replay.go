package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/bundle"
	runreport "ipsec-diag/cmd/internal/report"
)

// replayCommand judges a bundle again.
func replayCommand(s *settings) *cobra.Command {
	var rulesOnly bool
	c := &cobra.Command{
		Use:   "replay BUNDLE",
		Short: "Judge a bundle again: the same verdict, byte for byte",
		Long: `Opens a bundle, compares each file with its checksum, judges what the devices
answered as at the time of the bundle, and prints the report. Nothing of the
bundle is run, and nothing is unpacked to a disk.

Where this program's rules say something else than the report in the bundle,
that report is shown and it is said; with --rules-only the bundle is judged with
today's rules, and what changed against its report is listed.`,
		Example: "  ipsec-diag replay hq-rtr1.tar.gz\n  ipsec-diag replay hq-rtr1.tar.gz --output json\n  ipsec-diag replay hq-rtr1.tar.gz --rules-only",
		Args:    exactlyOne("BUNDLE, a file that ipsec-diag bundle wrote"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.load(c); err != nil {
				return err
			}
			contents, err := bundle.ReadFile(args[0])
			if err != nil {
				return usageError("%v", err)
			}
			run, err := s.judgeContents(contents)
			if err != nil {
				return err
			}
			s.site = run.Site // that of the bundle, in the report as well
			if rulesOnly {
				return s.rulesOnly(c, contents, run)
			}
			return s.replay(c, contents, run)
		},
	}
	c.Flags().BoolVar(&rulesOnly, "rules-only", false, "judge with today's rules and tell what changed against the report in the bundle")
	s.addTree(c)
	return c
}

// replay prints the report of a bundle. It is the stored one where nothing was
// asked that it does not have.
func (s *settings) replay(c *cobra.Command, contents *bundle.Contents, run *runreport.Run) error {
	var again bytes.Buffer
	if err := runreport.JSON(&again, run, contents.Manifest.Tool.Version); err != nil {
		return err
	}
	stored := contents.Reports[bundle.JSONReport]
	old, err := storedReport(stored)
	if err != nil {
		return usageError("the report in the bundle: %v", err)
	}
	same := bytes.Equal(again.Bytes(), stored)
	text := s.storedFor(contents)
	if !same {
		changed := len(changesSince(old, run))
		say(c.ErrOrStderr(), fmt.Sprintf("this is version %s; version %s, which made the bundle, judged %s. %s; ipsec-diag replay --rules-only tells what changed",
			Version(), contents.Manifest.Tool.Version, howOther(changed), map[bool]string{true: "Shown is its report", false: "Shown is today's"}[text != nil]))
	}
	if text == nil {
		if err := s.print(c, run); err != nil {
			return err
		}
		return result(run.ExitCode())
	}
	if _, err := c.OutOrStdout().Write(text); err != nil {
		return err
	}
	return result(old.ExitCode)
}

func howOther(changed int) string {
	if changed == 0 {
		return "alike, in other words"
	}
	return "otherwise in " + tunnelsCount(changed)
}

func tunnelsCount(n int) string {
	if n == 1 {
		return "1 tunnel"
	}
	return fmt.Sprintf("%d tunnels", n)
}

// storedFor is the stored report in the form that is wanted, nil where it has less.
func (s *settings) storedFor(c *bundle.Contents) []byte {
	if s.tree || s.timeline || s.full || s.verbose || s.reader != "" || s.cfg.Color == "always" {
		return nil
	}
	return c.Reports[map[string]string{"text": bundle.TextReport, "markdown": bundle.MarkdownReport, "json": bundle.JSONReport}[s.cfg.Output]]
}

// rulesOnly prints today's judgement of a bundle and what is other than it was.
func (s *settings) rulesOnly(c *cobra.Command, contents *bundle.Contents, run *runreport.Run) error {
	old, err := storedReport(contents.Reports[bundle.JSONReport])
	if err != nil {
		return usageError("the report in the bundle: %v", err)
	}
	changes := changesSince(old, run)
	if s.cfg.Output == "json" {
		err = s.printRejudged(c, contents, run, changes)
	} else if err = s.print(c, run); err == nil {
		err = printRuleChanges(c, contents, changes, s.cfg.Output == "markdown")
	}
	if err != nil {
		return err
	}
	return result(run.ExitCode())
}

func printRuleChanges(c *cobra.Command, contents *bundle.Contents, changes []ruleChange, markdown bool) error {
	m := &contents.Manifest
	when := "of no known time"
	if !m.Judged.IsZero() {
		when = m.Judged.UTC().Format("2006-01-02 15:04 MST")
	}
	head := fmt.Sprintf("Changed since the bundle was made (%s, version %s, %d rules; this is version %s)", when, m.Tool.Version, m.Rules.Count, Version())
	if m.Rules == rulesVersion() {
		head += ", by the same rules"
	}
	mark := "  "
	if markdown {
		head, mark = "\n## "+head+"\n", "- "
	}
	var out strings.Builder
	out.WriteString(head + "\n")
	for _, change := range changes {
		out.WriteString(mark + change.String() + "\n")
	}
	if len(changes) == 0 {
		out.WriteString(mark + "nothing: every verdict and finding is as it was\n")
	}
	_, err := c.OutOrStdout().Write([]byte(out.String()))
	return err
}
