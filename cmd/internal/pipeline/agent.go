// Package pipeline takes a device through every room: log in, run the
// platform's commands, parse, assemble the tunnels, diagnose.
package pipeline

import (
	"errors"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/sshconfig"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// An Agent holds what every run needs. It is safe for concurrent use.
type Agent struct {
	Inventory *inventory.Inventory
	Options   collector.Options
	Platforms []*parsers.Platform
	Rules     []*engine.Rule
	// Sample is the time between two samples of counters and states; zero
	// reads once. A second sample is only taken where it tells something.
	Sample time.Duration
	// Probe lets the device that is diagnosed ping through its tunnels.
	Probe bool
	// LocalOnly keeps from logging in to the other ends.
	LocalOnly bool
	// RemoteOnly reads only the other ends of the device's intended tunnels.
	RemoteOnly bool
	// OnlyTunnel is the intended tunnel whose ends alone are read, empty for all
	// of the device.
	OnlyTunnel string
	// Limits are how many logins may be open at the same time.
	Limits Limits
	// SSHConfig completes what the inventory says; it may be nil.
	SSHConfig *sshconfig.Config
	// KeepGoing tries a rejected secret on the next device too.
	KeepGoing bool
	// Mark puts on a case what the site says of it; it may be nil.
	Mark func(*engine.Case)
	// Flow is traffic that somebody says fails, nil for none; FlowTunnel is the
	// tunnel that it belongs to, empty for any.
	Flow       *inventory.Flow
	FlowTunnel string
	// Usual are the numbers of tunnels that earlier sweeps found up, by device.
	Usual map[string][]int
	// Past is what earlier runs said of the tunnels, by id, the oldest first.
	Past map[string][]engine.Was
	// Progress is told what happens, in a few words; it may be nil.
	Progress func(device, what string)
	// Now is the collector's clock.
	Now func() time.Time

	round *round // of the run under way
	watch *watching
}

func (a *Agent) progress(device, what string) {
	if a.Progress != nil {
		a.Progress(device, what)
	}
}

// platform returns the platform of that name, or nil.
func (a *Agent) platform(name string) *parsers.Platform {
	for _, p := range a.Platforms {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Dialects returns the dialects of all platforms.
func (a *Agent) dialects() []collector.Dialect {
	var out []collector.Dialect
	for _, p := range a.Platforms {
		out = append(out, p.Dialect)
	}
	return out
}

// asCollectorError makes every failure of a collection one with a class.
func asCollectorError(device string, err error) *collector.Error {
	var known *collector.Error
	if errors.As(err, &known) {
		return known
	}
	return &collector.Error{Class: collector.ClassDisconnected, Device: device, Detail: err.Error()}
}
