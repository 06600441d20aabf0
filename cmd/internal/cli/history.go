package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/engine/change"
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
