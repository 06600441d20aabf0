package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/engine"
	"ipsec-diag/engine/change"
)

// lastGood is the word for the newest run in which nothing was wrong.
const lastGood = "last-good"

// diffCommand tells what changed between two runs.
func diffCommand(s *settings) *cobra.Command {
	var since, of string
	c := &cobra.Command{
		Use:   "diff OLD NEW | diff --since last-good",
		Short: "Tell what changed between two runs or captures",
		Long: `Compares two looks at the same tunnels: verdicts, SAs, proposals, identities,
configuration, access lists, translation, routes, interfaces, certificates,
software and clock. OLD and NEW are runs that --history kept, captures, folders
or pastes. What only one of them shows is named and not compared. It is said if
one file is given twice, if OLD is younger than NEW, or if they are of different
devices.

With --since last-good, NEW is the newest run of the --history folder, and OLD
the newest one before it in which every tunnel was well.

The exit code is 1 if something changed, 0 if nothing did.`,
		Example: "  ipsec-diag diff monday.capture today.capture\n  ipsec-diag diff --history ~/runs --since last-good --of hq-rtr1",
		RunE: func(c *cobra.Command, args []string) error {
			agent, err := s.offline(c)
			if err != nil {
				return err
			}
			old, now, err := s.diffArguments(c.ErrOrStderr(), args, since, of)
			if err != nil {
				return err
			}
			return s.diff(c, agent, old, now)
		},
	}
	c.Flags().StringVar(&since, "since", "", "last-good compares the newest kept run with the last good one before it")
	c.Flags().StringVar(&of, "of", "", "device whose runs --since looks at; default: all")
	completeWords(c, "since", []string{lastGood})
	completed(c, "of", s.completeDevices)
	return c
}

// diffArguments returns the two files to compare.
func (s *settings) diffArguments(stderr io.Writer, args []string, since, of string) (old, now string, err error) {
	switch {
	case since == "" && len(args) == 2:
		return args[0], args[1], nil
	case since == "":
		return "", "", usageError("ipsec-diag diff takes two runs, captures, folders or pastes, or --since last-good")
	case since != lastGood:
		return "", "", usageError("--since %q: want %s", since, lastGood)
	case len(args) != 0:
		return "", "", usageError("--since finds both runs in the history by itself: name no file")
	case s.cfg.History == "":
		return "", "", usageError("--since needs the folder in which runs are kept: --history FOLDER")
	}
	kept, err := s.kept(stderr, of)
	if err != nil {
		return "", "", err
	}
	if len(kept) == 0 {
		return "", "", &exitError{code: ExitUnknown, text: fmt.Sprintf("no run%s is kept in %s%s", ofName(of), s.cfg.History, noFolder(s.cfg.History))}
	}
	good := goodBefore(kept, kept[0].Head.Finished, "")
	if good == nil {
		return "", "", &exitError{code: ExitUnknown, text: fmt.Sprintf("none of the %d runs%s in %s before the newest was good", len(kept)-1, ofName(of), s.cfg.History)}
	}
	return good.Path, kept[0].Path, nil
}

// kept lists the runs of the history, and says which files in it are none.
func (s *settings) kept(stderr io.Writer, device string) ([]runfile.Kept, error) {
	kept, unread, err := runfile.Scan(s.cfg.History, device)
	for _, text := range unread {
		fmt.Fprintf(stderr, "ipsec-diag: left out of the history: %s\n", text)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, usageError("cannot read the history %s: %v", s.cfg.History, plainReason(err))
	}
	return kept, nil
}

// goodBefore returns the newest run before a moment in which a tunnel, or every
// one, was well.
func goodBefore(kept []runfile.Kept, moment time.Time, tunnel string) *runfile.Kept {
	for i := range kept {
		if kept[i].Head.Finished.Before(moment) && kept[i].Good(tunnel) {
			return &kept[i]
		}
	}
	return nil
}

func (s *settings) diff(c *cobra.Command, agent *pipeline.Agent, old, now string) error {
	before, err := s.look(c, agent, old)
	if err != nil {
		return err
	}
	after, err := s.look(c, agent, now)
	if err != nil {
		return err
	}
	if err := sameDevices(old, now, before, after); err != nil {
		return err
	}
	for _, doubt := range doubts(old, now, before, after) {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: %s\n", doubt)
	}
	pipeline.OneName(before, after)
	list := change.Between(diagnosesOf(agent, before), diagnosesOf(agent, after))
	if err := s.printChanges(c, list, ""); err != nil {
		return err
	}
	for _, r := range list {
		if len(r.Changes) > 0 {
			return result(ExitWarning)
		}
	}
	return nil
}

// printChanges writes changes in the chosen form, with a title above the text.
func (s *settings) printChanges(c *cobra.Command, list []*change.Report, title string) error {
	out := c.OutOrStdout()
	switch s.cfg.Output {
	case "json":
		return runreport.ChangesJSON(out, list)
	case "text":
		fmt.Fprint(out, title)
		return runreport.ChangesText(out, list, s.color(out))
	}
	return usageError("--output %q: diff writes text or json", s.cfg.Output)
}

func (s *settings) look(c *cobra.Command, agent *pipeline.Agent, path string) (*pipeline.Loaded, error) {
	l, err := agent.Load(path, c.InOrStdin())
	if err != nil {
		return nil, usageError("%v", err)
	}
	for _, text := range l.Skipped {
		say(c.ErrOrStderr(), text)
	}
	if len(l.Readings) == 0 {
		return nil, usageError("%s: no output of a known command was found", sourceName(path))
	}
	return l, nil
}

func diagnosesOf(agent *pipeline.Agent, l *pipeline.Loaded) []*engine.Diagnosis {
	return agent.Analyze(l, time.Time{}).Diagnoses
}
