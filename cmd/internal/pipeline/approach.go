package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// A round is what the logins of one run share: connections to jump hosts and
// turns.
type round struct {
	bastions *collector.Bastions
	turns    *turns
	// meeting brings the samples of the ends of a tunnel together; nil for a sweep.
	meeting *meeting
	// subject is the device in question, firsts what the devices have shown, for
	// the pings of --probe; nil where none are sent.
	subject string
	firsts  *firsts
	// seen is told what a device shows after its first pass; it may be nil.
	seen func(device string, first *ipsec.Snapshot)
}

// begin returns the agent for one run, and what ends the run. At most parallel
// logins are open at the same time; zero is no limit.
func (a *Agent) begin(parallel int) (*Agent, func()) {
	run := *a
	run.round = &round{bastions: collector.NewBastions(), turns: newTurns(a.Limits, parallel)}
	if run.Options.Rejections == nil && !a.KeepGoing {
		run.Options.Rejections = collector.NewRejections()
	}
	return &run, run.round.bastions.Close
}

// An approach is the way to one device, ready to log in.
type approach struct {
	device   inventory.Device
	options  collector.Options
	way      []collector.Hop
	bastions *collector.Bastions
	leave    func()
}

// approach waits for the device's turn and connects to its jump hosts.
func (a *Agent) approach(ctx context.Context, dev inventory.Device) (*approach, *collector.Error) {
	at := &approach{bastions: a.round.bastions}
	var err error
	at.device, at.options, err = a.resolved(dev)
	if err == nil {
		at.way, err = a.wayTo(at.device)
	}
	if err != nil {
		return nil, &collector.Error{Class: collector.ClassJump, Device: dev.Name, Detail: err.Error(),
			Advice: "Correct jump in the inventory or ProxyJump in the ssh_config file"}
	}
	at.leave, err = a.round.turns.take(ctx, at.place(), dev.Site, at.hops())
	if err != nil {
		return nil, &collector.Error{Class: collector.ClassCanceled, Device: dev.Name, Advice: "The run was stopped before this device"}
	}
	if len(at.way) > 0 {
		a.progress(dev.Name, "connecting through "+strings.Join(at.hops(), ", "))
		if at.options.Dial, err = at.bastions.Through(ctx, at.device, at.way); err != nil {
			at.leave()
			return nil, asCollectorError(dev.Name, err)
		}
	}
	return at, nil
}

// hops are the names of the jump hosts on the way.
func (at *approach) hops() (names []string) {
	for _, hop := range at.way {
		names = append(names, hop.Device.Name)
	}
	return names
}

// place tells one device from another, under whatever names they are read: the
// same private address behind another jump host is another device.
func (at *approach) place() string {
	return strings.Join(append(at.hops(), net.JoinHostPort(at.device.Address, strconv.Itoa(at.device.Port))), " ")
}

// blame names the jump host where the failure of a session is the loss of the
// connection to it.
func (at *approach) blame(failed *collector.Error) *collector.Error {
	switch failed.Class {
	case collector.ClassDisconnected, collector.ClassConnectionCut:
	default:
		return failed
	}
	if hop := at.bastions.Lost(at.way); hop != "" {
		named := *failed
		named.Detail = strings.TrimPrefix(named.Detail+"; the connection to jump host "+hop+" was lost", "; ")
		return &named
	}
	return failed
}

// ended is why a session ended early, or nil. A run that is stopped between
// two commands may be seen here before the session knows of it.
func (at *approach) ended(ctx context.Context, s *collector.Session) *collector.Error {
	switch err := s.Err(); {
	case err != nil:
		return at.blame(err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &collector.Error{Class: collector.ClassTimeout, Device: at.device.Name, Detail: "the time given to this run is over"}
	case ctx.Err() != nil:
		return &collector.Error{Class: collector.ClassCanceled, Device: at.device.Name, Detail: context.Cause(ctx).Error(),
			Advice: "Stopped on request; what had been answered is kept"}
	}
	return nil
}

// mostHops bounds a chain of jump hosts.
const mostHops = 8

// wayTo returns the jump hosts to a device, the nearest first.
func (a *Agent) wayTo(dev inventory.Device) ([]collector.Hop, error) {
	var way []collector.Hop
	seen := map[string]bool{dev.Name: true}
	for at := dev; at.Jump != ""; {
		before, last := cutHop(at.Jump)
		hop, err := a.hop(last, dev)
		if err != nil {
			return nil, err
		}
		if before != "" {
			hop.Device.Jump = before // "a,b" leads to b through a, whatever b's own way is
		}
		if seen[hop.Device.Name] || len(way) == mostHops {
			return nil, fmt.Errorf("the way to it leads through %s twice", hop.Device.Name)
		}
		seen[hop.Device.Name] = true
		way = append([]collector.Hop{hop}, way...)
		at = hop.Device
	}
	return way, nil
}

// cutHop cuts the last jump host off a list "a,b,c" as ProxyJump has it.
func cutHop(jump string) (before, last string) {
	i := strings.LastIndexByte(jump, ',')
	if i < 0 {
		return "", strings.TrimSpace(jump)
	}
	return strings.TrimSpace(jump[:i]), strings.TrimSpace(jump[i+1:])
}

// hop returns the jump host of a name: a device of the inventory, or
// user@host:port, whose login is the device's where nothing else is said.
func (a *Agent) hop(name string, dev inventory.Device) (collector.Hop, error) {
	if a.Inventory != nil {
		if known := a.Inventory.Device(name); known != nil {
			d, o, err := a.resolved(*known)
			return collector.Hop{Device: d, Options: o}, err
		}
	}
	named, err := ParseTarget(strings.TrimPrefix(name, "ssh://"))
	if err != nil {
		return collector.Hop{}, fmt.Errorf("jump host %w", err)
	}
	hop, o, err := a.resolved(named)
	if hop.Login.User == "" {
		hop.Login.User = dev.Login.User
	}
	if len(hop.Login.Keys) == 0 && len(o.Identities) == 0 {
		user := hop.Login.User
		hop.Login = dev.Login
		hop.Login.User = user
	}
	return collector.Hop{Device: hop, Options: o}, err
}
