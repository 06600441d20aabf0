package pipeline

import (
	"context"
	"slices"

	"github.com/sourcegraph/conc"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// Diagnose reads a device and the other ends of its tunnels as far as the
// inventory has them, and judges the device's tunnels. A cancelled context
// ends the collection early; what is known by then is judged.
func (a *Agent) Diagnose(ctx context.Context, dev inventory.Device) *report.Run {
	a, end := a.begin(0)
	defer end()
	run := &report.Run{Started: a.Now(), Subject: dev.Name}
	if a.Probe {
		a.Options.Probe, a.round.subject, a.round.firsts = true, dev.Name, &firsts{}
	}
	readings := a.readTogether(ctx, a.ToRead(dev))
	a.judge(run, readings, dev.Name)
	if a.RemoteOnly {
		run.Diagnoses = touching(run.Diagnoses, dev.Name)
	}
	run.Interrupted = ctx.Err() != nil
	return run
}

// read collects several devices at once, in the order given.
func (a *Agent) read(ctx context.Context, devices []inventory.Device) []*Reading {
	out := make([]*Reading, len(devices))
	var wg conc.WaitGroup
	for i, dev := range devices {
		wg.Go(func() { out[i] = a.collect(ctx, dev) })
	}
	wg.Wait()
	return out
}

// farDevices are the devices at the other ends of a device's intended tunnels.
func (a *Agent) farDevices(dev inventory.Device) []inventory.Device {
	if a.LocalOnly || a.Inventory == nil {
		return nil
	}
	var out []inventory.Device
	for _, t := range a.Inventory.TunnelsOf(dev.Name) {
		if a.OnlyTunnel != "" && t.Name != a.OnlyTunnel {
			continue
		}
		for i, end := range t.Ends {
			far := a.Inventory.Device(t.Ends[1-i])
			if end != dev.Name || far == nil || hasDevice(out, far.Name) {
				continue
			}
			out = append(out, *far)
		}
	}
	return out
}

func hasDevice(list []inventory.Device, name string) bool {
	return slices.ContainsFunc(list, func(d inventory.Device) bool { return d.Name == name })
}

// readTogether collects devices at once, their samples at the same moments, and
// with them the devices that the first one shows as peers although no tunnel
// names them.
func (a *Agent) readTogether(ctx context.Context, devices []inventory.Device) []*Reading {
	a.round.meeting = newMeeting()
	out := make([]*Reading, len(devices))
	for _, d := range devices {
		a.round.meeting.expect(d.Name)
	}
	var more []*Reading
	var wg conc.WaitGroup
	a.round.seen = func(name string, first *ipsec.Snapshot) {
		if name != devices[0].Name {
			return
		}
		found := a.discovered(first, devices)
		more = make([]*Reading, len(found))
		for i, d := range found {
			a.round.meeting.expect(d.Name)
			wg.Go(func() { more[i] = a.collect(ctx, d) })
		}
	}
	for i, d := range devices {
		wg.Go(func() { out[i] = a.collect(ctx, d) })
	}
	wg.Wait()
	return append(out, more...)
}

// discovered are the devices of the inventory that the first device shows as
// peers, beyond those that are read anyway.
func (a *Agent) discovered(first *ipsec.Snapshot, known []inventory.Device) []inventory.Device {
	if a.LocalOnly || a.RemoteOnly || a.OnlyTunnel != "" || a.Inventory == nil {
		return nil
	}
	var out []inventory.Device
	for _, address := range peersOf(first) {
		far := a.Inventory.ByAddress(address)
		if far == nil || hasDevice(out, far.Name) || hasDevice(known, far.Name) {
			continue
		}
		out = append(out, *far)
	}
	return out
}

// judge assembles and diagnoses what was read.
func (a *Agent) judge(run *report.Run, readings []*Reading, focus string) {
	var inputs []engine.Reading
	for _, r := range readings {
		inputs = append(inputs, r.engineReading())
		run.Devices = append(run.Devices, reportDevice(r))
	}
	intents, unread := a.intents(readings)
	inputs = append(inputs, unread...)
	for _, c := range engine.Assemble(a.Now(), inputs, intents, focus) {
		c.Past = a.Past[c.ID]
		if a.Mark != nil {
			a.Mark(c)
		}
		if a.FlowTunnel == "" || a.FlowTunnel == c.ID {
			c.Flow = a.Flow
		}
		run.Diagnoses = append(run.Diagnoses, engine.Diagnose(c, a.Rules))
	}
	run.Incidents = engine.Fleet(a.sweepOf(run.Diagnoses), a.Rules)
	run.Finished = a.Now()
}

// sweepOf is what the rules over many tunnels look at.
func (a *Agent) sweepOf(list []*engine.Diagnosis) *engine.Sweep {
	s := &engine.Sweep{Now: a.Now(), Diagnoses: list, Places: map[string]engine.Place{}, Usual: a.Usual}
	if a.Inventory == nil {
		return s
	}
	for i := range a.Inventory.Devices {
		d := &a.Inventory.Devices[i]
		s.Places[d.Name] = engine.Place{Site: d.Site, Zone: d.Zone, Tags: d.Tags}
	}
	return s
}

func reportDevice(r *Reading) report.Device {
	d := report.Device{Name: r.Device.Name, Address: r.Device.Address, Site: r.Device.Site, Capture: r.Capture, Snap: r.Snap, Failure: r.Capture.Err}
	if r.Platform != nil {
		d.Platform = r.Platform.Name
	}
	return d
}

// Capture reads one device and returns what it answered.
func (a *Agent) Capture(ctx context.Context, dev inventory.Device) *collector.Capture {
	a, end := a.begin(0)
	defer end()
	return a.collect(ctx, dev).Capture
}
