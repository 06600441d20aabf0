package ipsec

// This file models what a device's configuration and tables say around its
// tunnels: the routing table, access lists, address translation, and the
// algorithms it is configured to offer.

// A RoutingEntry is one line of a routing table.
type RoutingEntry struct {
	// Prefix is what the route leads to, "0.0.0.0/0" for the default route.
	Prefix string `json:"prefix"`
	// Table is the VRF, routing instance or table; empty is the main one.
	Table string `json:"table,omitempty"`
	// Protocol is how the route was learned, in the device's word: "connected",
	// "static", "ospf", "bgp", "kernel".
	Protocol  string `json:"protocol,omitempty"`
	NextHop   Text   `json:"next_hop,omitzero"`
	Interface Text   `json:"interface,omitzero"`
	// Distance is the administrative distance (preference), Metric the cost.
	Distance Number `json:"distance,omitzero"`
	Metric   Number `json:"metric,omitzero"`
	Ref      Ref    `json:"ref"`
}

// An AccessEntry is one entry of a named access list, in the order of the list.
type AccessEntry struct {
	List string `json:"list"`
	// Sequence is the entry's number as the device prints it.
	Sequence Number `json:"sequence,omitzero"`
	Permit   bool   `json:"permit"`
	// Source and Destination carry the protocol and the ports; an entry that
	// this version cannot express as a range has only Text.
	Source      Selector `json:"source"`
	Destination Selector `json:"destination"`
	// Matches counts the packets that met the entry.
	Matches  Count `json:"matches,omitzero"`
	Disabled bool  `json:"disabled,omitempty"`
	Ref      Ref   `json:"ref"`
}

// NATKind says what a rule of address translation does.
type NATKind string

// The kinds.
const (
	NATExempt  NATKind = "exempt"  // traffic is left as it is
	NATStatic  NATKind = "static"  // one address or prefix for another, both ways
	NATDynamic NATKind = "dynamic" // many sources behind an address or pool
)

// ExceptIPsec is the value of [NATRule.Except] for a rule that never meets
// packets that IPsec protects.
const ExceptIPsec = "ipsec"

// ExceptClear is the value of [NATRule.Except] for a rule that meets only
// packets that IPsec protects.
const ExceptClear = "clear"

// A NATRule is one configured rule of address translation, in the order in
// which the device tries them.
type NATRule struct {
	Kind NATKind `json:"kind"`
	// Inside and Outside are the interfaces it applies between; "any" is any,
	// several have commas between them.
	Inside  string `json:"inside,omitempty"`
	Outside string `json:"outside,omitempty"`
	// Source and Destination are the traffic before translation; empty is any.
	Source      []Selector `json:"source,omitempty"`
	Destination []Selector `json:"destination,omitempty"`
	// List is the access list or route map that selects the traffic.
	List string `json:"list,omitempty"`
	// Except is [ExceptIPsec] for a rule that leaves packets of IPsec alone, and
	// [ExceptClear] for one that is for nothing else.
	Except string `json:"except,omitempty"`
	// To is what the source becomes: an address, "interface", a pool's name.
	To      Text  `json:"to,omitzero"`
	Matches Count `json:"matches,omitzero"`
	Ref     Ref   `json:"ref"`
}

// A Suite is a set of algorithms that the device is configured to offer or
// accept: an ISAKMP policy, an IKEv2 proposal, a transform set. Several values
// in one field are alternatives.
type Suite struct {
	// Layer is "ike" or "child"; Version is the IKE version it serves.
	Layer   string `json:"layer"`
	Version Number `json:"version,omitzero"`
	Name    string `json:"name"`
	// Priority orders the suites of a layer; the lowest is tried first.
	Priority    Number   `json:"priority,omitzero"`
	Encryption  []string `json:"encryption,omitempty"`
	Integrity   []string `json:"integrity,omitempty"`
	PRF         []string `json:"prf,omitempty"`
	KeyExchange []string `json:"key_exchange,omitempty"`
	Auth        Text     `json:"auth,omitzero"`
	Mode        Text     `json:"mode,omitzero"`
	Lifetime    Duration `json:"lifetime_s,omitzero"`
	LifetimeKB  Count    `json:"lifetime_kb,omitzero"`
	// Default says that the device has it without being configured.
	Default bool `json:"default,omitempty"`
	// Used is whether something in the configuration refers to it: an IKEv2
	// proposal in no policy is not offered.
	Used Flag `json:"used,omitzero"`
	// Defaults are the fields that the configuration leaves out and that have
	// the vendor's default, under their names in JSON.
	Defaults []string `json:"defaults,omitempty"`
	Ref      Ref      `json:"ref"`
}

// A Neighbour is one tunnel neighbour that a next-hop resolution protocol
// (NHRP, RFC 2332) knows, as in a DMVPN.
type Neighbour struct {
	Interface string `json:"interface,omitempty"`
	// Overlay is its address in the tunnel, Underlay (the NBMA address) the one
	// its packets are sent to.
	Overlay  string `json:"overlay,omitempty"`
	Underlay string `json:"underlay,omitempty"`
	// Word is the state as printed: UP, NHRP, IKE, IPSec, incomplete.
	Word string `json:"word,omitempty"`
	// Type is how it is known, as printed: dynamic, static, D, S, I.
	Type string `json:"type,omitempty"`
	// Age is how long it has been in this state.
	Age Duration `json:"age_s,omitzero"`
	Ref Ref      `json:"ref"`
}
