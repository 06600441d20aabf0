package engine

import (
	"fmt"
	"testing"
	"time"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// branch returns the address of branch i.
func branch(i int) string { return fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255) }

// hub returns the reading of a hub with n tunnels, each with a connection, an
// IKE SA, a Child SA and five log events, and as many scanners.
func hub(n int) Reading {
	return device("hub", hqAddr, func(s *ipsec.Snapshot) {
		for i := range n {
			remote, name := branch(i), fmt.Sprintf("br%d", i)
			p := knows(name, remote, "@hub", "@"+name)
			s.Peers = append(s.Peers, p)
			s.IKESAs = append(s.IKESAs, ipsec.IKESA{Name: name, State: ipsec.IKEEstablished, LocalID: p.LocalID, RemoteID: p.RemoteID,
				Local: ipsec.Endpoint{Address: hqAddr}, Remote: ipsec.Endpoint{Address: remote}})
			s.ChildSAs = append(s.ChildSAs, child(hqAddr, remote, fmt.Sprintf("a%x", i), fmt.Sprintf("b%x", i)))
			for range 5 {
				s.Events = append(s.Events, ipsec.Event{Kind: ipsec.EventRekeyed, Connection: name, Remote: remote})
			}
			s.Events = append(s.Events, ipsec.Event{Kind: ipsec.EventNoConnection, Remote: fmt.Sprintf("172.16.%d.%d", i>>8&255, i&255)})
		}
	})
}

// spoke returns the reading of branch i of a hub.
func spoke(i int, sees func(*ipsec.Snapshot, string)) Reading {
	name := fmt.Sprintf("br%d", i)
	return device(name, branch(i), func(s *ipsec.Snapshot) { sees(s, name) })
}

// natted is the reading of a branch that only its identity gives away, open
// the one of a hub where all branches share a connection for any peer.
func natted(i int) Reading {
	return spoke(i, func(s *ipsec.Snapshot, name string) {
		s.Interfaces = nil
		s.Peers = []ipsec.Peer{knows("hub", "192.0.2.9", "@"+name, "@hub")}
	})
}

func open(n int) Reading {
	r := hub(n)
	r.Snap.Peers = []ipsec.Peer{peer("rw", "%any")}
	for i := range n {
		r.Snap.IKESAs[i].Name, r.Snap.ChildSAs[i].IKEName = "rw", "rw"
	}
	for i := range r.Snap.Events {
		r.Snap.Events[i].Connection = "rw"
	}
	return r
}

// BenchmarkAssembleHub sorts a hub of many tunnels: alone, with every branch
// read and intended, with branches behind NAT, with one connection for all
// branches, and with intended branches of which nothing is to be seen.
func BenchmarkAssembleHub(b *testing.B) {
	for _, n := range []int{500, 5000, 20000} {
		fleet, behindNAT := []Reading{hub(n)}, []Reading{hub(n)}
		var intents, absent []inventory.Tunnel
		for i := range n {
			r := spoke(i, func(s *ipsec.Snapshot, _ string) {
				s.ChildSAs = []ipsec.ChildSA{child(branch(i), hqAddr, fmt.Sprintf("b%x", i), fmt.Sprintf("a%x", i))}
			})
			fleet, behindNAT = append(fleet, r), append(behindNAT, natted(i))
			intents = append(intents, tunnel("t-"+r.Name, "hub", r.Name))
			absent = append(absent, tunnel("t-"+r.Name, "hub", "absent-"+r.Name))
		}
		assembleMany(b, fmt.Sprintf("alone/%d", n), fleet[:1], nil, n)
		assembleMany(b, fmt.Sprintf("intended/%d", n), fleet, intents, n)
		assembleMany(b, fmt.Sprintf("identities/%d", n), behindNAT, nil, n)
		assembleMany(b, fmt.Sprintf("any-peer/%d", n), []Reading{open(n)}, nil, n)
		assembleMany(b, fmt.Sprintf("absent/%d", n), []Reading{open(n)}, absent, 2*n)
	}
}

func assembleMany(b *testing.B, name string, readings []Reading, intents []inventory.Tunnel, want int) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if got := len(Assemble(time.Time{}, readings, intents, "")); got != want {
				b.Fatalf("%d cases, want %d", got, want)
			}
		}
	})
}
