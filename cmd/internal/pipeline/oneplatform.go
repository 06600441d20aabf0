package pipeline

import (
	"slices"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file gives the outputs of one device to one platform: several platforms
// read what every Linux host prints ("date", "ip route get").

// onePlatform joins a device's capture with its capture of another platform
// where that one reads every output of the first as well, or where nothing of
// the first is read: then a command was typed that only another vendor has.
func (l *loader) onePlatform() {
	devices := map[string][]*collector.Capture{}
	for _, c := range l.captures {
		devices[c.Device] = append(devices[c.Device], c)
	}
	l.captures = slices.DeleteFunc(l.captures, func(c *collector.Capture) bool {
		for _, other := range devices[c.Device] {
			if other != c && (l.readsAll(other.Platform, c) || l.readsNothing(c) && !l.readsNothing(other)) {
				other.Outputs = append(other.Outputs, c.Outputs...)
				devices[c.Device] = slices.DeleteFunc(devices[c.Device], func(o *collector.Capture) bool { return o == c })
				return true
			}
		}
		return false
	})
}

// readsAll reports whether a platform reads every output of a capture, of
// which the header of a file says nothing, as well as the capture's own does.
func (l *loader) readsAll(platform string, c *collector.Capture) bool {
	p, own := l.agent.platform(platform), l.agent.platform(c.Platform)
	if p == nil || own == nil || p == own || !c.Started.IsZero() {
		return false
	}
	for i := range c.Outputs {
		out := &c.Outputs[i]
		if p.StepFor(out.Command) == nil || l.linesRead(p, out.Command, out.Text) < l.linesRead(own, out.Command, out.Text) {
			return false
		}
	}
	return true
}

// readsNothing reports whether no line of a capture from a paste is understood.
func (l *loader) readsNothing(c *collector.Capture) bool {
	p := l.agent.platform(c.Platform)
	return c.Started.IsZero() && p != nil && !slices.ContainsFunc(c.Outputs, func(out collector.Output) bool {
		return l.linesRead(p, out.Command, out.Text) > 0
	})
}

// An unclaimed output has a known command, and no platform recognises it: it
// is empty, a failure, or of the same name on something else.
type unclaimed struct {
	device, path string
	out          collector.Output
}

// claims returns the platform whose step recognises a text as the output of a
// command and reads most of it, or "".
func (l *loader) claims(command, text string) (platform string) {
	most := 0
	for _, p := range l.agent.Platforms {
		step := p.StepFor(command)
		if step == nil || !step.Recognise(scan.New(command, text)) {
			continue
		}
		if read := l.linesRead(p, command, text); read > most {
			platform, most = p.Name, read
		}
	}
	return platform
}

// claim gives unclaimed outputs to the platform that their device turned out
// to have. One that this platform does not know is named and left out.
func (l *loader) claim() {
	for _, u := range l.unclaimed {
		known, found := false, false
		for _, c := range l.captures {
			p := l.agent.platform(c.Platform)
			if known = known || c.Device == u.device; c.Device == u.device && p != nil && p.StepFor(u.out.Command) != nil {
				c.Outputs, found = append(c.Outputs, u.out), true
				break
			}
		}
		switch {
		case !known:
			l.add(u.device, l.platformHaving(u.out.Command), u.out)
		case !found && u.out.Text != "":
			l.skipped = append(l.skipped, sourceName(u.path)+": not recognised as the output of a known command")
		}
	}
}

// asRead is an output as a platform's.
type asRead struct{ platform, command, text string }

// linesRead returns how many lines a platform understands as the output of a
// command.
func (l *loader) linesRead(p *parsers.Platform, command, text string) int {
	step := p.StepFor(command)
	if step == nil {
		return 0
	}
	key := asRead{p.Name, command, text}
	if n, known := l.read[key]; known {
		return n
	}
	t := scan.New(command, text)
	step.Parse(t, &ipsec.Snapshot{})
	unread, content := t.Unread()
	l.read[key] = content - len(unread)
	return l.read[key]
}
