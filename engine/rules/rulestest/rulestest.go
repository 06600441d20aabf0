// Package rulestest runs the cases that stand beside each rule: device outputs
// under holds/, silent/ and unobserved/ in a txtar file.
//
// A section is KIND/CASE/DEVICE/COMMAND and holds the raw output. The first
// device of a case is the local end, the second the remote end. A command may
// start with "2:" for the second sample, taken 30 seconds later, and with
// "refused:" or "failed:" where the device did not answer it plainly. A
// section KIND/CASE/expect says more about a case that holds, one per line:
// "points 85", "owner peer", "detail encryption". A section KIND/CASE/intent
// says what the inventory has, see intent.go; a section KIND/CASE/fleet the same
// for rules over many devices, see fleet.go.
package rulestest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/engine"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/scan"
)

// now is the reference time of every case.
var now = time.Date(2026, 11, 24, 4, 10, 0, 0, time.UTC)

// digests compares the keys of the cases, as a run does.
var digests = redact.NewDigester()

// Case is one parsed case of a txtar file.
type Case struct {
	Kind, Name string
	Expect     []string
	Engine     *engine.Case
	// readings are all devices of the case, fleet its section of that name.
	readings []engine.Reading
	fleet    []string
}

// Load reads the cases of one txtar file. It fails the test on a section it
// cannot place, so that a typo does not silently drop a case.
func Load(t *testing.T, path string) []Case {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{t: t}
	for _, f := range archive.Files {
		b.add(f.Name, string(f.Data))
	}
	return b.cases()
}

// builder collects the sections of each case in the order of the file.
type builder struct {
	t      *testing.T
	order  []string
	expect map[string][]string
	intent map[string][]string
	fleet  map[string][]string
	devs   map[string][]*collector.Capture
}

func (b *builder) add(name, data string) {
	parts := strings.SplitN(name, "/", 4)
	if len(parts) < 3 || !slices.Contains([]string{"holds", "silent", "unobserved"}, parts[0]) {
		b.t.Fatalf("section %q: want holds|silent|unobserved/CASE/DEVICE/COMMAND", name)
	}
	key := parts[0] + "/" + parts[1]
	if b.devs == nil {
		b.devs, b.expect, b.intent, b.fleet = map[string][]*collector.Capture{}, map[string][]string{}, map[string][]string{}, map[string][]string{}
	}
	if !slices.Contains(b.order, key) {
		b.order = append(b.order, key)
	}
	if len(parts) == 3 && parts[2] == "expect" {
		b.expect[key] = strings.Split(strings.TrimSpace(data), "\n")
		return
	}
	if len(parts) == 3 && parts[2] == "fleet" {
		b.fleet[key] = strings.Split(strings.TrimSpace(data), "\n")
		return
	}
	if len(parts) == 3 && parts[2] == "intent" {
		b.intent[key] = strings.Split(strings.TrimSpace(data), "\n")
		return
	}
	if len(parts) == 3 {
		b.devs[key] = append(b.devs[key], &collector.Capture{Device: parts[2]})
		return
	}
	b.device(key, parts[2]).Outputs = append(b.device(key, parts[2]).Outputs, output(parts[3], data))
}

func (b *builder) device(key, name string) *collector.Capture {
	for _, c := range b.devs[key] {
		if c.Device == name {
			return c
		}
	}
	c := &collector.Capture{Device: name}
	b.devs[key] = append(b.devs[key], c)
	return c
}

// output makes an output from a section's command and text.
func output(command, data string) collector.Output {
	out := collector.Output{Status: collector.Answered, Started: now, Keys: digests.Keys(data)}
	out.Text, _ = redact.Text(data)
	if rest, second := strings.CutPrefix(command, "2:"); second {
		command, out.Pass = rest, 1
	}
	if rest, refused := strings.CutPrefix(command, "refused:"); refused {
		command, out.Status, out.Reason = rest, collector.Refused, strings.TrimSpace(data)
	}
	if rest, failed := strings.CutPrefix(command, "failed:"); failed {
		command, out.Status, out.Reason, out.ExitCode = rest, collector.Failed, strings.TrimSpace(data), 2
	}
	out.Command = command
	return out
}

func (b *builder) cases() []Case {
	var out []Case
	for _, key := range b.order {
		kind, name, _ := strings.Cut(key, "/")
		one := Case{Kind: kind, Name: name, Expect: b.expect[key], fleet: b.fleet[key]}
		for _, c := range b.devs[key] {
			one.readings = append(one.readings, reading(b.t, c))
		}
		one.Engine = assemble(b.t, one.readings, b.devs[key], b.intent[key])
		out = append(out, one)
	}
	return out
}

// assemble makes the engine's case of the first device.
func assemble(t *testing.T, readings []engine.Reading, captures []*collector.Capture, wishes []string) *engine.Case {
	t.Helper()
	cases := engine.Assemble(now, readings, intents(t, captures, wishes), captures[0].Device)
	if len(cases) == 0 {
		// A device that shows no tunnel is judged by itself.
		first := readings[0]
		return &engine.Case{ID: first.Name, Now: now, Flow: flowOf(t, wishes), Local: engine.End{Name: first.Name, Snap: first.Snap, Failure: first.Failure}}
	}
	cases[0].Flow, cases[0].Past = flowOf(t, wishes), pastOf(t, wishes)
	return cases[0]
}

func reading(t *testing.T, c *collector.Capture) engine.Reading {
	t.Helper()
	if len(c.Outputs) == 0 {
		return engine.Reading{Name: c.Device, Failure: &collector.Error{Class: collector.ClassUnreachable, Device: c.Device}}
	}
	p := platformOf(c)
	if p == nil {
		t.Fatalf("device %s: no platform has the commands of this case", c.Device)
	}
	r := engine.Reading{Name: c.Device, Snap: parsers.Parse(p, c, 0)}
	if slices.ContainsFunc(c.Outputs, func(o collector.Output) bool { return o.Pass == 1 }) {
		r.Earlier, r.Snap, r.Apart = r.Snap, merged(r.Snap, parsers.Parse(p, c, 1)), 30*time.Second
	}
	return r
}

// merged is the second sample, with what only the first pass collected.
func merged(first, second *ipsec.Snapshot) *ipsec.Snapshot { return parsers.Later(first, second) }

// platformOf returns the platform that has a step for most commands and
// recognises most outputs.
func platformOf(c *collector.Capture) *parsers.Platform {
	var best *parsers.Platform
	most := 0
	for _, p := range platforms.All() {
		n := 0
		for _, out := range c.Outputs {
			step := p.StepFor(out.Command)
			if step == nil {
				continue
			}
			if n++; step.Recognise(scan.New(out.Command, out.Text)) {
				n++ // several platforms have a "show running-config"
			}
		}
		if n > most {
			best, most = p, n
		}
	}
	return best
}
