package pipeline

import (
	"errors"
	"fmt"
	"time"

	"ipsec-diag/cmd/internal/bundle"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// bundle takes what a bundle holds for outputs of its devices. It returns false for
// an archive that is none; a bundle that cannot be read is named.
func (l *loader) bundle(path string, data []byte) bool {
	c, err := bundle.Parse(data, bundle.Usual())
	if errors.Is(err, bundle.ErrOther) {
		return false
	}
	if err != nil {
		l.skipped = append(l.skipped, fmt.Sprintf("%s: compressed, and not a bundle that can be read: %v", sourceName(path), err))
		l.noText++
		return true
	}
	l.captures, l.inventory, l.judged = append(l.captures, c.Captures...), c.Inventory, c.Manifest.Judged
	l.bundled = true
	l.notes = append(l.notes, c.Manifest.Notes...)
	return true
}

// A Moment is what a judgement goes by besides the outputs: a bundle keeps it.
type Moment struct {
	Started, Now time.Time
	// Subject is the device that was asked about, empty for all tunnels.
	Subject string
	// RemoteOnly says that only the other ends of the subject were read.
	RemoteOnly bool
	// Flow is traffic that fails, FlowTunnel its tunnel.
	Flow        *inventory.Flow
	FlowTunnel  string
	Notes       []string
	Interrupted bool
}

// Rejudge judges what was collected before as at another moment.
func (a *Agent) Rejudge(captures []*collector.Capture, inv *inventory.Inventory, m Moment) *report.Run {
	at := *a
	at.Now = func() time.Time { return m.Now }
	at.Inventory, at.RemoteOnly, at.Flow, at.FlowTunnel = inv, m.RemoteOnly, m.Flow, m.FlowTunnel
	run := at.Judge(captures, m.Subject)
	run.Started, run.Notes, run.Interrupted = m.Started, m.Notes, m.Interrupted
	if m.RemoteOnly {
		run.Diagnoses = touching(run.Diagnoses, m.Subject)
	}
	return run
}
