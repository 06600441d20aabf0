package pipeline

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// LoadAll reads several folders, files or pastes as outputs of one fleet.
func (a *Agent) LoadAll(paths []string, stdin io.Reader) (*Loaded, error) {
	all := &Loaded{}
	seen := map[string]bool{}
	for _, path := range paths {
		if seen[filepath.Clean(path)] {
			return nil, fmt.Errorf("%s is named twice; name the output of the other end", sourceName(path))
		}
		seen[filepath.Clean(path)] = true
		l, err := a.Load(path, stdin)
		if err != nil {
			return nil, err
		}
		l.nameAfter(path, len(paths))
		if len(l.Readings) == 0 && !l.NoText && len(paths) > 1 {
			l.Skipped = append(l.Skipped, sourceName(path)+": no output of a known command was found; this end counts as not read")
		}
		for _, r := range l.Readings {
			if named(all.Readings, r.Device.Name) {
				return nil, fmt.Errorf("%s: outputs of a device %q were read before; give the two ends different names", path, r.Device.Name)
			}
		}
		all.Readings = append(all.Readings, l.Readings...)
		all.Skipped = append(all.Skipped, l.Skipped...)
		all.Notes = append(all.Notes, l.Notes...)
		all.NoText = l.NoText && len(paths) == 1
		all.join(l.Inventory)
		if l.Judged.After(all.Judged) {
			all.Judged = l.Judged
		}
	}
	return all, nil
}

// nameAfter names a device that nothing names after its folder or file, so that
// two ends in two places are two devices.
func (l *Loaded) nameAfter(path string, paths int) {
	full, err := filepath.Abs(path)
	if paths < 2 || path == "-" || err != nil {
		return
	}
	for _, r := range l.Readings {
		if r.Device.Name == unnamed {
			r.rename(strings.TrimSuffix(filepath.Base(full), filepath.Ext(full)))
		}
	}
}

// join adds what another run file kept of the inventory.
func (l *Loaded) join(inv *inventory.Inventory) {
	if inv == nil {
		return
	}
	if l.Inventory == nil {
		l.Inventory = &inventory.Inventory{}
	}
	for _, d := range inv.Devices {
		if l.Inventory.Device(d.Name) == nil {
			l.Inventory.Devices = append(l.Inventory.Devices, d)
		}
	}
	for _, t := range inv.Tunnels {
		if l.Inventory.Tunnel(t.Name) == nil {
			l.Inventory.Tunnels = append(l.Inventory.Tunnels, t)
		}
	}
}

func named(list []*Reading, name string) bool {
	for _, r := range list {
		if r.Device.Name == name {
			return true
		}
	}
	return false
}

// CompareLoaded puts the two ends of each tunnel in saved outputs side by side.
func (a *Agent) CompareLoaded(l *Loaded) []*compare.Comparison {
	return a.compare(l.Readings, collectedAt(l.Readings), "")
}

// CompareDevices reads two devices and compares the tunnels between them.
func (a *Agent) CompareDevices(ctx context.Context, one, two inventory.Device) ([]*compare.Comparison, []*Reading) {
	a, end := a.begin(0)
	defer end()
	readings := a.read(ctx, []inventory.Device{one, two})
	return between(a.compare(readings, a.Now(), one.Name)), readings
}

// between leaves the tunnels of two devices to others out, where they have one
// with each other.
func between(list []*compare.Comparison) []*compare.Comparison {
	var out []*compare.Comparison
	for _, c := range list {
		if c.Local.Read() && c.Remote.Read() {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// compare assembles the tunnels. Two devices that show one unpaired tunnel each
// are taken for its ends: what keeps them apart is what the comparison is for.
func (a *Agent) compare(readings []*Reading, now time.Time, focus string) []*compare.Comparison {
	var inputs []engine.Reading
	for _, r := range readings {
		inputs = append(inputs, r.engineReading())
	}
	intents, unread := a.intents(readings)
	inputs = append(inputs, unread...)
	var out []*compare.Comparison
	var alone []*engine.Case
	for _, c := range engine.Assemble(now, inputs, intents, focus) {
		if c.BothRead() {
			out = append(out, compare.Of(c))
			continue
		}
		alone = append(alone, c)
	}
	if len(out) == 0 && len(readings) == 2 {
		if c := joined(alone, readings); c != nil {
			return append(out, compare.Of(c))
		}
	}
	for _, c := range alone {
		out = append(out, compare.Of(c))
	}
	return out
}

// joined makes one case of the only tunnel of each of two devices.
func joined(alone []*engine.Case, readings []*Reading) *engine.Case {
	var ends []*engine.Case
	for _, r := range readings {
		for _, c := range alone {
			if c.Local.Name == r.Device.Name && c.Local.Read() {
				ends = append(ends, c)
			}
		}
	}
	if len(ends) != 2 || ends[0].Local.Name == ends[1].Local.Name {
		return nil
	}
	c := *ends[0]
	c.ID = ends[0].Local.Name + " to " + ends[1].Local.Name
	c.Remote = ends[1].Local
	return &c
}

// OneName gives the only device of an older look the name that it has in the
// newer one: a paste without prompts is named after its file.
func OneName(before, after *Loaded) {
	if len(before.Readings) == 1 && len(after.Readings) == 1 {
		before.Readings[0].rename(after.Readings[0].Device.Name)
	}
}

func (r *Reading) rename(name string) {
	r.Device.Name, r.Capture.Device = name, name
	for _, snap := range []*ipsec.Snapshot{r.Snap, r.Earlier} {
		if snap != nil {
			snap.Device = name
		}
	}
}

// unnamed is the name of a device that no prompt, file or folder names.
const unnamed = "device"
