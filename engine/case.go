package engine

import (
	"net/netip"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// A Case is one tunnel as far as it is known: what was intended, and what each
// end said. What was not collected is absent, never empty.
type Case struct {
	// ID names the tunnel: its inventory name, or the two ends.
	ID string
	// Now is the reference time of the judgement.
	Now time.Time
	// Intent is the inventory's tunnel, nil when the tunnel was found on a device.
	Intent *inventory.Tunnel
	// Flow is the traffic that fails as somebody says who asked about it, nil
	// when nobody named any.
	Flow *inventory.Flow
	// Local is the end the question was asked about, Remote the other one.
	// Either may be unread.
	Local, Remote End
	// Past is what earlier runs said of the tunnel, the oldest first; empty without a
	// history. This run is not among them.
	Past []Was
	// Mark is what the site says of the tunnel, nil for nothing.
	Mark *Mark
}

// An End is one end of a tunnel and what its device said about this tunnel.
type End struct {
	// Name is the device's name, or the address of an end that nobody read.
	Name string
	// Addresses are the addresses this end uses for the tunnel, as far as known.
	Addresses []string
	// Snap is the device's snapshot; nil when it was not read.
	Snap *ipsec.Snapshot
	// Failure is why the device was not read, or not wholly; nil otherwise.
	Failure *collector.Error

	// The parts of Snap that belong to this tunnel.
	IKESAs   []*ipsec.IKESA
	ChildSAs []*ipsec.ChildSA
	Sessions []*ipsec.Session
	Peers    []*ipsec.Peer
	// Events are the log events of this tunnel in the order of the log, and
	// those that name no tunnel but concern the whole device.
	Events []*ipsec.Event
	// inner are the positions of the device's log events about packets of hosts.
	inner []int
	// shared are what was worked out once for all tunnels of the device; nil when
	// it was not read.
	shared *shared
	// redacted are lines of the device's output from which a secret was taken.
	redacted ipsec.Ref
	// claims are the policies of all tunnels of the device, by the networks
	// behind their peers.
	claims map[netip.Prefix][]claim
	// routed are the tunnel interfaces that share a route with another, see [End.Standin].
	routed map[string][]routedToo
	// logFromStart says that the log goes back to the start of the daemon.
	logFromStart bool

	// Earlier are the same SAs from an earlier sample, nil without one; Apart
	// is the time between the samples.
	EarlierIKE   []*ipsec.IKESA
	EarlierChild []*ipsec.ChildSA
	// earlierSnap is the device's earlier snapshot, nil without one.
	earlierSnap *ipsec.Snapshot
	Sampled     bool
	// pinged are the SAs through which nothing but unanswered pings of this run went.
	pinged map[*ipsec.ChildSA]bool
	Apart  time.Duration
}

// Read reports whether the device was read at all.
func (e *End) Read() bool { return e.Snap != nil }

// Observed reports whether the device showed the area.
func (e *End) Observed(a ipsec.Area) bool { return e.Snap.Observed(a) }

// Ends returns both ends, local first.
func (c *Case) Ends() [2]*End { return [2]*End{&c.Local, &c.Remote} }

// Other returns the end at the other side of e.
func (c *Case) Other(e *End) *End {
	if e == &c.Local {
		return &c.Remote
	}
	return &c.Local
}
