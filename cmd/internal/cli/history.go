package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/engine/change"
	"ipsec-diag/inventory"
)

// keep writes a run into the history folder, if there is one. A folder that
// cannot be written takes nothing from the result.
func (s *settings) keep(agent *pipeline.Agent, run *runreport.Run) {
	if s.cfg.History == "" {
		return
	}
	path, err := runfile.Keep(s.cfg.History, run, agent.Inventory)
	if err != nil {
		agent.Options.Log.WithError(plainReason(err)).Errorf("the run is not kept in %s", s.cfg.History)
		return
	}
	agent.Options.Log.Infof("the run is kept in %s", path)
}

// keepSaved keeps the judgement of saved output like that of a live run. A run
// file is kept already, and outputs of an unknown moment have no place in the
// order of the runs: that is said.
func (s *settings) keepSaved(c *cobra.Command, run *runreport.Run, l *pipeline.Loaded) {
	switch {
	case s.cfg.History == "":
		return
	case l.Inventory != nil:
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: a run file is a kept run: it is not kept once more\n")
		return
	case run.Finished.IsZero():
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: the run is not kept in %s: the outputs do not say when they were collected; give --now TIME\n", s.cfg.History)
		return
	}
	path, err := runfile.Keep(s.cfg.History, run, &inventory.Inventory{})
	if err != nil {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: the run is not kept in %s: %v\n", s.cfg.History, plainReason(err))
		return
	}
	if s.verbose {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: the run is kept in %s\n", path)
	}
}

// checkSince refuses --since without what it needs before any login.
func (s *settings) checkSince(since string) error {
	switch {
	case since == "":
		return nil
	case since != lastGood:
		return usageError("--since %q: want %s", since, lastGood)
	case s.cfg.History == "":
		return usageError("--since needs the folder in which runs are kept: --history FOLDER")
	case s.cfg.Output != "text":
		return usageError("--since writes below a text report; for JSON use ipsec-diag diff --since %s", lastGood)
	}
	return nil
}

// changesSince tells what changed since the last kept run in which the device's
// tunnels were well.
func (s *settings) changesSince(c *cobra.Command, agent *pipeline.Agent, run *runreport.Run) error {
	kept, err := s.kept(c.ErrOrStderr(), run.Subject)
	if err != nil {
		return err
	}
	good := goodBefore(kept, run.Finished, "")
	if good == nil {
		fmt.Fprintf(c.OutOrStdout(), "Nothing to compare with: no good run of %s is kept in %s.\n", run.Subject, s.cfg.History)
		return nil
	}
	old, err := s.look(c, agent, good.Path)
	if err != nil {
		return err
	}
	list := change.Between(diagnosesOf(agent, old), run.Diagnoses)
	return s.printChanges(c, list, runreport.ChangesTitle("the last good run, "+good.Head.Finished.Local().Format(time.DateTime), "now"))
}
