package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/engine"
	"ipsec-diag/engine/change"
	"ipsec-diag/engine/timeline"
)

// mostPast is how many kept runs a timeline shows, the newest.
const mostPast = 8

// past gives a run's timeline the kept runs about its device: what each found
// then, and what changed from one to the next. A file that cannot be read is
// named and left out.
func (s *settings) past(c *cobra.Command, agent *pipeline.Agent, run *runreport.Run) {
	if s.cfg.History == "" || !s.timeline && s.cfg.Output == "text" && !s.full {
		return
	}
	kept, err := s.kept(c.ErrOrStderr(), run.Subject)
	if err != nil {
		agent.Options.Log.WithError(err).Error("the report has no earlier runs")
		return
	}
	lastGoods(run, kept)
	if !s.timeline && !slices.Contains([]string{"text", "markdown", "html"}, s.cfg.Output) {
		return
	}
	kept = kept[:min(len(kept), mostPast)]
	slices.Reverse(kept)
	run.Past = map[string][]timeline.Look{}
	var before []*engine.Diagnosis
	for i := range kept {
		if !kept[i].Head.Finished.Before(run.Started) {
			continue
		}
		loaded, err := s.look(c, agent, kept[i].Path)
		if err != nil {
			fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: left out of the timeline: %v\n", err)
			continue
		}
		found := diagnosesOf(agent, loaded)
		changes := change.Between(before, found)
		for _, v := range kept[i].Head.Verdicts {
			one := timeline.Look{At: kept[i].Head.Finished, Verdict: v.Health + ", " + v.Rule}
			addChanges(run.Past, v.Tunnel, one, changes)
		}
		before = found
	}
	lastChanges(run, before)
}

// lastGoods tells a run when each of its tunnels was last well.
func lastGoods(run *runreport.Run, kept []runfile.Kept) {
	run.LookedBack, run.LastGood = true, map[string]time.Time{}
	for _, d := range run.Diagnoses {
		if good := goodBefore(kept, run.Finished, d.Case.ID); good != nil {
			run.LastGood[d.Case.ID] = good.Head.Finished
		}
	}
}

// addChanges adds a look with what changed since the look before, if there was one.
func addChanges(past map[string][]timeline.Look, tunnel string, one timeline.Look, changes []*change.Report) {
	if list := past[tunnel]; len(list) > 0 {
		one.Since = list[len(list)-1].At
		for _, r := range changes {
			if r.Tunnel == tunnel && r.Old != nil && r.New != nil {
				one.Changes = r.Changes
			}
		}
	}
	past[tunnel] = append(past[tunnel], one)
}

// lastChanges adds what changed from the newest kept run to this one.
func lastChanges(run *runreport.Run, before []*engine.Diagnosis) {
	changes := change.Between(before, run.Diagnoses)
	for _, d := range run.Diagnoses {
		if len(run.Past[d.Case.ID]) > 0 {
			now := timeline.Look{At: run.Finished, Verdict: string(d.Health) + ", " + d.Headline.Rule.ID + " (this run)"}
			addChanges(run.Past, d.Case.ID, now, changes)
		}
	}
}

// lookBack tells the report of a sweep or of saved output when each tunnel was last
// well. To judge the earlier runs anew, for their timeline, would take too long.
func (s *settings) lookBack(c *cobra.Command, run *runreport.Run) {
	if s.cfg.History == "" || s.cfg.Output == "text" && !s.full {
		return
	}
	kept, err := s.kept(c.ErrOrStderr(), run.Subject)
	if err != nil {
		say(c.ErrOrStderr(), err.Error())
		return
	}
	lastGoods(run, kept)
}
