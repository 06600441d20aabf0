package fleet

import (
	"context"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// A Running fleet is one that can be logged in to.
type Running struct {
	Fleet   *Fleet
	servers []*simulator.Server // in the order of Fleet.Devices
}

// Start serves every device on a port of its own of 127.0.0.1, with one host
// key for all, over paths of the given round-trip time (0 for none). It ends
// with the context or Close.
func (f *Fleet) Start(ctx context.Context, rtt time.Duration) (*Running, error) {
	key, err := simulator.NewHostKey()
	if err != nil {
		return nil, err
	}
	running := &Running{Fleet: f}
	for _, d := range f.Devices {
		device := d.Simulated()
		device.Quirks.RTT = rtt
		server, err := simulator.Start(ctx, device, simulator.WithHostKey(key))
		if err != nil {
			running.Close()
			return nil, err
		}
		running.servers = append(running.servers, server)
	}
	return running, nil
}

// Close ends all devices.
func (r *Running) Close() {
	for _, server := range r.servers {
		server.Close()
	}
}

// Server returns the device's server, or nil.
func (r *Running) Server(name string) *simulator.Server {
	for i, d := range r.Fleet.Devices {
		if d.Name == name {
			return r.servers[i]
		}
	}
	return nil
}

// Inventory returns the inventory that reaches the fleet. The login holds the
// references under which the caller keeps Password and EnableSecret; its user
// is set here.
func (r *Running) Inventory(login inventory.Login) *inventory.Inventory {
	login.User = User
	inv := &inventory.Inventory{}
	for i, d := range r.Fleet.Devices {
		addr := r.servers[i].Addr()
		device := inventory.Device{
			Name: d.Name, Address: addr.IP.String(), Port: addr.Port, Platform: d.Platform, Login: login,
			HostKey: ssh.FingerprintSHA256(r.servers[i].HostKey()), Aliases: []string{d.Address.String()},
		}
		if d.Platform != asa {
			device.Login.EnableSecret = ""
		}
		inv.Devices = append(inv.Devices, device)
	}
	for _, t := range r.Fleet.Tunnels {
		inv.Tunnels = append(inv.Tunnels, inventory.Tunnel{
			Name: t.Name, Ends: t.Ends, OnDemand: t.OnDemand, Selectors: [][2]string{t.Selectors},
		})
	}
	return inv
}
