package pipeline

import (
	"fmt"
	"slices"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/recognise"
)

// askedOf is a command as it was typed on a device.
type askedOf struct{ device, platform, asked string }

// pass returns the pass of an output in a paste: people ask for the SAs twice to
// see what grows, and the second answer replaces the first. Of more than two the
// last counts, and the one before it is named as left out. Logs add up.
func (l *loader) pass(path, device string, s recognise.Section) int {
	p := l.agent.platform(s.Platform)
	step := p.StepFor(s.Command)
	if s.Asked == "" || step == nil || slices.Contains(step.Reveals, ipsec.AreaEvents) {
		return 0
	}
	key := askedOf{device, s.Platform, s.Asked}
	l.asked[key]++
	if l.asked[key] > 2 {
		l.dropSecond(device, s)
		l.skipped = append(l.skipped, fmt.Sprintf("%s: %q of %s more than twice: the first and the last are read", sourceName(path), s.Asked, device))
	}
	return min(l.asked[key]-1, 1)
}

// dropSecond removes the second answer to a command.
func (l *loader) dropSecond(device string, s recognise.Section) {
	for _, c := range l.captures {
		if c.Device == device && c.Platform == s.Platform {
			c.Outputs = slices.DeleteFunc(c.Outputs, func(o collector.Output) bool { return o.Pass == 1 && o.Command == s.Command })
		}
	}
}
