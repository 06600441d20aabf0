// Package report prints what the engine found: as text for a terminal, as JSON
// for programs and as Markdown for tickets.
package report

import (
	"time"

	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/engine/timeline"
	"ipsec-diag/parsers/ipsec"
)

// A Device is one device of a run: how it was read.
type Device struct {
	Name     string
	Address  string
	Platform string
	// Site is that of the inventory.
	Site string
	// Capture is what it answered, nil when it was never reached; Snap what was
	// understood of it.
	Capture *collector.Capture
	Snap    *ipsec.Snapshot
	Failure *collector.Error
}

// A Run is one run of the program: the devices it read and the tunnels it
// judged.
type Run struct {
	Started, Finished time.Time
	// Subject is the device that was asked about; empty for a sweep.
	Subject   string
	Devices   []Device
	Diagnoses []*engine.Diagnosis
	// Incidents group the tunnels that fail together, the worst first.
	Incidents []*engine.Incident
	// folded has the incident of each tunnel, once it was asked for.
	folded map[*engine.Diagnosis]*engine.Incident
	// Cards are the scenario cards by rule id, for next steps.
	Cards map[string]string
	// Tree shows the walk through the trees in full, with its evidence.
	Tree bool
	// Timeline shows what both ends tell of the past.
	Timeline bool
	// Past are the earlier runs by tunnel, for the timeline.
	Past map[string][]timeline.Look
	// LastGood is the newest kept run in which a tunnel was well, by tunnel;
	// LookedBack says that there is a history which was looked through.
	LastGood   map[string]time.Time
	LookedBack bool
	// Version is that of this program, for the appendix.
	Version string
	// Notes are what the reader has to know of the input, such as a clear in it.
	Notes []string
	// Interrupted says that the run was stopped before its end.
	Interrupted bool

	// Site is what the site changed; nil for nothing.
	Site *siterules.Site

	// siteCards are the cards by site, made when first asked for.
	siteCards map[string]map[string]string
	// plain says that the reader is outside: no examples of commands for a platform
	// that is not known.
	plain bool
	// commands are those that show an area, made when first asked for.
	commands *card.Commands
}

// ExitCode is the worst of all tunnels: critical before warning before "could
// not determine" before healthy. A run that judged nothing determined nothing.
func (r *Run) ExitCode() int {
	if len(r.Diagnoses) == 0 {
		return 3
	}
	rank := map[int]int{0: 0, 3: 1, 1: 2, 2: 3}
	worst := 0
	for _, d := range r.Diagnoses {
		if rank[d.ExitCode] > rank[worst] {
			worst = d.ExitCode
		}
	}
	return worst
}
