// Package lastsweep remembers which devices the last sweep could not read, so
// that only those are read again. The file holds names, addresses and the
// classes of the failures; nothing in it is secret.
package lastsweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
)

// version is that of the file's shape.
const version = 1

// A Record is what one sweep came to.
type Record struct {
	Version  int       `json:"version"`
	Finished time.Time `json:"finished"`
	// Devices is how many were to be read.
	Devices int      `json:"devices"`
	Failed  []Failed `json:"failed"`
	// Up are the numbers of tunnels that were up at each device in the last
	// sweeps, the latest last.
	Up map[string][]int `json:"up,omitempty"`
}

// A Failed device was not read in full.
type Failed struct {
	Name  string `json:"name"`
	Class string `json:"class"`
	// Target is how to reach a device that is in no inventory: [user@]host:port.
	Target string `json:"target,omitempty"`
}

// Of records a run. Target returns the target of a device that is in no
// inventory, "" for others.
func Of(run *report.Run, target func(name string) string) Record {
	rec := Record{Version: version, Finished: run.Finished, Devices: len(run.Devices), Failed: []Failed{}}
	for i := range run.Devices {
		if d := &run.Devices[i]; d.Failure != nil {
			rec.Failed = append(rec.Failed, Failed{Name: d.Name, Class: string(d.Failure.Class), Target: target(d.Name)})
		}
	}
	return rec
}

// Path is the file in a state directory.
func Path(dir string) string { return filepath.Join(dir, "last-sweep.json") }

// Write replaces the file in one step: who reads it meanwhile, or after a
// crash, finds the record before or this one, never half of one.
func (rec Record) Write(path string) error {
	text, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".last-sweep-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Read returns the record of the last sweep.
func Read(path string) (rec Record, err error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return rec, fmt.Errorf("no sweep is remembered in %s; the next ipsec-diag sweep writes it", path)
	case err != nil:
		return rec, fmt.Errorf("cannot read what the last sweep left: %w", err)
	}
	if err := json.Unmarshal(text, &rec); err != nil || rec.Version != version {
		return rec, fmt.Errorf("%s does not hold what a sweep of this version leaves; the next ipsec-diag sweep writes it anew", path)
	}
	return rec, nil
}

// Names are the names of the devices that failed.
func (rec Record) Names() []string {
	names := make([]string, len(rec.Failed))
	for i, f := range rec.Failed {
		names[i] = f.Name
	}
	return names
}

// Says names the file, its age and what it holds.
func (rec Record) Says(path string, now time.Time) string {
	return fmt.Sprintf("%d of %d devices failed in the sweep that ended %s ago (%s)", len(rec.Failed), rec.Devices, age(now.Sub(rec.Finished)), path)
}

// age is a duration in its largest unit that says enough.
func age(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds", max(0, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours())/24)
}

// remembered is how many sweeps the numbers of tunnels are kept for.
const remembered = 7

// Count adds to the numbers of the sweeps before how many tunnels each device of
// a run has up. A device whose tunnels are not all known adds none.
func (rec *Record) Count(run *report.Run, before map[string][]int) {
	rec.Up = map[string][]int{}
	for name, counts := range before {
		rec.Up[name] = counts
	}
	tunnels := engine.ByEnd(run.Diagnoses)
	for i := range run.Devices {
		name, up, known := run.Devices[i].Name, 0, run.Devices[i].Failure == nil
		for _, d := range tunnels[name] {
			known = known && d.Known()
			if d.Carries() {
				up++
			}
		}
		if !known {
			continue
		}
		counts := append(slices.Clone(rec.Up[name]), up)
		rec.Up[name] = counts[max(0, len(counts)-remembered):]
	}
}
