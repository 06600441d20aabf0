package pipeline

import (
	"cmp"
	"strings"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// A Planned is one line that a run would send to a device.
type Planned struct {
	Command string `json:"command"`
	// Why is what it is for, from the command reference.
	Why string `json:"why"`
	// When is "set-up", "first sample", "per peer", "second sample",
	// "second sample, if an IKE SA is gone", "leave".
	When string `json:"when"`
}

// Plan returns exactly what would be sent to a device of a platform, in this
// order. A command about a peer stands there once, with the placeholder, and
// is sent for at most mostPeers peers.
func (a *Agent) Plan(dev inventory.Device, p *parsers.Platform) []Planned {
	out := setUp(dev, p)
	steps := func(when string, want func(*parsers.Step) bool) {
		for i := range p.Steps {
			s := &p.Steps[i]
			if want(s) {
				out = append(out, Planned{Command: sudo(dev, p, s.Command), Why: s.Doc, When: when})
			}
		}
	}
	steps("first sample", func(s *parsers.Step) bool { return !hasPeer(s) })
	steps("per peer", hasPeer)
	if a.Sample > 0 && a.Probe {
		out = append(out, planPings(p)...)
	}
	if a.Sample > 0 {
		steps("second sample", func(s *parsers.Step) bool { return s.Sampled && countsSAs(s) })
		steps("second sample", func(s *parsers.Step) bool { return s.Sampled && !countsSAs(s) })
		steps(whenGone, tellsWhy)
	}
	if p.Dialect.Leave != "" && cmp.Or(dev.Transport, p.Dialect.Transport) != inventory.TransportExec {
		out = append(out, Planned{Command: p.Dialect.Leave, Why: "ends the session", When: "leave"})
	}
	return out
}

// setUp is what is sent before the first command about IPsec.
func setUp(dev inventory.Device, p *parsers.Platform) (out []Planned) {
	if cmp.Or(dev.Transport, p.Dialect.Transport) == inventory.TransportExec {
		return nil
	}
	enable := p.Dialect.Enable != "" && (dev.Login.EnableSecret != "" || dev.Address == "")
	empty := Planned{Why: "an empty line, which makes the device repeat its prompt", When: "set-up"}
	switch {
	case len(p.Dialect.Setup) == 0:
		out = append(out, empty)
	case enable:
		empty.Why += ", only when the prompt has no privilege"
		out = append(out, empty, empty)
	}
	if enable {
		out = append(out, Planned{Command: strings.TrimSpace(p.Dialect.Enable + " " + dev.Login.EnableLevel), Why: "asks for privilege, only when the prompt has none and a secret is configured", When: "set-up"})
	}
	for _, c := range p.Dialect.Setup {
		out = append(out, Planned{Command: c, Why: "for this session only", When: "set-up"})
	}
	if prefix := prefix(dev, p); prefix != "" {
		mode := p.Dialect.Contexts.Mode
		out = append(out, Planned{Command: mode, Why: "whether the device has several virtual domains", When: "set-up"},
			Planned{Command: prefix + mode, Why: "whether the virtual domain can be read from here; the commands below go to it", When: "set-up"})
	}
	if enter := p.Dialect.Contexts.Enter; enter != "" && dev.Context != "" {
		out = append(out, Planned{Command: p.Dialect.Contexts.Mode, Why: "whether the device has several security contexts", When: "set-up"},
			Planned{Command: strings.ReplaceAll(enter, "<name>", dev.Context), Why: "enters the security context, for this session only", When: "set-up"})
	}
	return out
}

// sudo is a command as it is sent: to a host where commands need privilege, or
// to a context that is named in front of it.
func sudo(dev inventory.Device, p *parsers.Platform, command string) string {
	if dev.Sudo && !p.Dialect.Appliance {
		return "sudo -n " + command
	}
	return prefix(dev, p) + command
}

// prefix is what names the context in front of each command, where a platform
// has that way to reach one.
func prefix(dev inventory.Device, p *parsers.Platform) string {
	if dev.Context == "" {
		return ""
	}
	return strings.ReplaceAll(p.Dialect.Contexts.Prefix, "<name>", dev.Context)
}
