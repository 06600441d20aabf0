package ipsec

import "net/netip"

// A Probe is a ping that this run had a device send, and what came back. Nothing
// that came back is no proof of loss: echo requests may be filtered on the way,
// and the host may be off.
type Probe struct {
	// Source is an own address of the device; it is not valid where the platform
	// takes an interface instead. Destination is a host behind the peer.
	Source      netip.Addr `json:"source,omitzero"`
	Interface   string     `json:"interface,omitempty"`
	Destination netip.Addr `json:"destination"`
	// Size is the whole IP packet in octets; DF says that it must not be fragmented.
	Size int  `json:"size"`
	DF   bool `json:"df,omitempty"`
	// Sent and Received count packets; unknown where the device printed no total.
	Sent     Count `json:"sent,omitzero"`
	Received Count `json:"received,omitzero"`
	// Round trip times in microseconds.
	RTTMin Count `json:"rtt_min_us,omitzero"`
	RTTAvg Count `json:"rtt_avg_us,omitzero"`
	RTTMax Count `json:"rtt_max_us,omitzero"`
	// TooBig counts "fragmentation needed and DF set", Unreachable and Prohibited
	// the other codes of ICMP "destination unreachable" (RFC 792, RFC 1812 section
	// 5.2.7.1) and what the device's own stack said in their place.
	TooBig      Count `json:"too_big,omitzero"`
	Unreachable Count `json:"unreachable,omitzero"`
	Prohibited  Count `json:"prohibited,omitzero"`
	// MTU is what was told along with TooBig; Local says that the device itself
	// found the packet too big, before it was protected or sent.
	MTU   Number `json:"mtu,omitzero"`
	Local Flag   `json:"too_big_locally,omitzero"`
	Ref   Ref    `json:"ref"`
}

// Answered reports whether every packet came back.
func (p *Probe) Answered() bool {
	sent, ok := p.Sent.Get()
	got, known := p.Received.Get()
	return ok && known && sent > 0 && got >= sent
}

// Lost reports whether it is known that no packet came back, and that nobody said
// why.
func (p *Probe) Lost() bool {
	sent, ok := p.Sent.Get()
	got, known := p.Received.Get()
	return ok && known && sent > 0 && got == 0 && !p.TooBig.Known() && !p.Unreachable.Known() && !p.Prohibited.Known()
}
