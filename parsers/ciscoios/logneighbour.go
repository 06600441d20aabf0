package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file reads what the routing protocols and NHRP say about neighbours:
// over a tunnel, their loss tells when the overlay went and by what.

// neighbour sets the kind by the new state. A state on the way to a neighbour
// (OSPF's EXSTART) makes no event.
func neighbour(e *ipsec.Event, state string) {
	e.State = state
	switch strings.ToLower(state) {
	case "down":
		e.Kind = ipsec.EventNeighbourDown
	case "up", "full":
		e.Kind = ipsec.EventNeighbourUp
	}
}

// ospfNeighbour reads "Process 1, Nbr 10.255.0.2 on Tunnel0 from FULL to DOWN,
// Neighbor Down: Dead timer expired".
func ospfNeighbour(e *ipsec.Event, text string) {
	e.Neighbour, e.Subject = addressAfter(text, "Nbr "), addressAfter(text, " on ")
	neighbour(e, addressAfter(text, " to "))
}

// eigrpNeighbour reads "EIGRP-IPv4 100: Neighbor 172.16.0.1 (Tunnel0) is down:
// holding time expired".
func eigrpNeighbour(e *ipsec.Event, text string) {
	e.Neighbour = addressAfter(text, "Neighbor ")
	e.Subject = between(text, e.Neighbour+" (", ")")
	neighbour(e, addressAfter(text, " is "))
}

// bgpNeighbour reads "neighbor 10.0.0.2 [vpn vrf BLUE] Down BGP Notification
// sent" and "neighbor 10.0.0.2 Up".
func bgpNeighbour(e *ipsec.Event, text string) {
	e.Neighbour = addressAfter(text, "neighbor ")
	for _, word := range strings.Fields(text) {
		if word == "Up" || word == "Down" {
			neighbour(e, word)
			return
		}
	}
}

// bgpNotification reads "sent to neighbor 10.0.0.2 4/0 (hold time expired) 0
// bytes": the session ends with it.
func bgpNotification(e *ipsec.Event, text string) {
	if e.Neighbour = addressAfter(text, "neighbor "); e.Neighbour != "" {
		neighbour(e, "Down")
	}
}

// nhrpNeighbour reads "Tunnel0: Next Hop Server : (Tunnel: A NBMA: B ) for
// (Tunnel: C NBMA: D) is DOWN, Reason: External(NHRP: no error)". The first
// pair is the neighbour, the second this router.
func nhrpNeighbour(e *ipsec.Event, text string) {
	e.Subject, _, _ = strings.Cut(strings.TrimSpace(text), ":")
	far, near, _ := strings.Cut(text, " for ")
	e.Neighbour, e.Remote, e.Local = addressAfter(far, "(Tunnel:"), addressAfter(far, "NBMA:"), addressAfter(near, "NBMA:")
	neighbour(e, addressAfter(near, " is "))
}

// registrationRefused reads "Receive Registration Reply packet with error -
// unique address registered already(14)".
func registrationRefused(e *ipsec.Event, text string) {
	if strings.Contains(text, "Registration Reply packet with error") {
		e.Kind = ipsec.EventNeighbourRefused
	}
}

// registrationFailed reads "Registration Request failed for 10.0.0.2 on Tunnel0".
func registrationFailed(e *ipsec.Event, text string) {
	if strings.Contains(text, "Registration Request failed") {
		e.Kind, e.Neighbour, e.Subject = ipsec.EventNeighbourRefused, addressAfter(text, "failed for "), addressAfter(text, " on ")
	}
}
