package pipeline

import (
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// A Planned is one line that a run would send to a device.
type Planned struct {
	Command string `json:"command"`
	// Why is what it is for, from the command reference.
	Why string `json:"why"`
	// When is "set-up", "first sample", "per peer", "second sample", "leave".
	When string `json:"when"`
}

// Plan returns exactly what would be sent to a device of a platform. Commands
// about a peer stand there once, with the placeholder.
func (a *Agent) Plan(dev inventory.Device, p *parsers.Platform) []Planned {
	var out []Planned
	add := func(command, why, when string) {
		if command == "" {
			return
		}
		if dev.Sudo && when != "leave" {
			command = "sudo -n " + command
		}
		out = append(out, Planned{Command: command, Why: why, When: when})
	}
	add(p.Dialect.Enable, "asks for privilege, only when the prompt has none and a secret is configured", "set-up")
	for _, c := range p.Dialect.Setup {
		add(c, "for this session only", "set-up")
	}
	for i := range p.Steps {
		if s := &p.Steps[i]; hasPeer(s) {
			add(s.Command, s.Doc, "per peer")
		} else {
			add(s.Command, s.Doc, "first sample")
		}
	}
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Sampled && a.Sample > 0 {
			add(s.Command, s.Doc, "second sample")
		}
	}
	add(p.Dialect.Leave, "ends the session", "leave")
	return out
}
