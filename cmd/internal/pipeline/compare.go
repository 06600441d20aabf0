package pipeline

import (
	"context"
	"fmt"
	"io"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/inventory"
)

// LoadAll reads several folders, files or pastes as outputs of one fleet.
func (a *Agent) LoadAll(paths []string, stdin io.Reader) (*Loaded, error) {
	all := &Loaded{}
	for _, path := range paths {
		l, err := a.Load(path, stdin)
		if err != nil {
			return nil, err
		}
		for _, r := range l.Readings {
			if named(all.Readings, r.Device.Name) {
				return nil, fmt.Errorf("%s: outputs of a device %q were read before; give the two ends different names", path, r.Device.Name)
			}
		}
		all.Readings = append(all.Readings, l.Readings...)
		all.Skipped = append(all.Skipped, l.Skipped...)
	}
	return all, nil
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
	return a.compare(readings, a.Now(), one.Name), readings
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
		b, name := before.Readings[0], after.Readings[0].Device.Name
		b.Device.Name, b.Capture.Device = name, name
		if b.Snap != nil {
			b.Snap.Device = name
		}
	}
}
