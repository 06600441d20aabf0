package parsers_test

import (
	"testing"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// TestLaterKeepsWhatWasNotAskedAgain: an IKE SA listed by a command that the
// second pass did not repeat has not gone; one that it did not list again has.
func TestLaterKeepsWhatWasNotAskedAgain(t *testing.T) {
	at := ipsec.Ref{Command: "show failover state", First: 1, Last: 1}
	first := listing("show ike", ipsec.AreaIKESAs)
	first.IKESAs = []ipsec.IKESA{{ID: "1"}}
	first.Standby = ipsec.Saw(true, at)
	counters := listing("show counters", ipsec.AreaDrops)
	if got := parsers.Later(first, counters); len(got.IKESAs) != 1 || !ipsec.Yes(got.Standby) {
		t.Errorf("second pass without the list: %d IKE SAs, standby %v", len(got.IKESAs), got.Standby)
	}
	if got := parsers.Later(first, listing("show ike", ipsec.AreaIKESAs)); len(got.IKESAs) != 0 {
		t.Errorf("second pass with an empty list: %d IKE SAs", len(got.IKESAs))
	}
}

func listing(command string, area ipsec.Area) *ipsec.Snapshot {
	src := ipsec.NewSource(command, "")
	src.Answer, src.Reveals = ipsec.Answered, []ipsec.Area{area}
	return &ipsec.Snapshot{Sources: []*ipsec.Source{src}}
}

// TestLaterKeepsTables: a second pass asks for SAs only, so what the first one
// knows of routes, lists and translation stays.
func TestLaterKeepsTables(t *testing.T) {
	first := &ipsec.Snapshot{
		RoutingTable: []ipsec.RoutingEntry{{Prefix: "10.0.0.0/8"}}, AccessLists: []ipsec.AccessEntry{{List: "A"}},
		NATRules: []ipsec.NATRule{{Kind: ipsec.NATStatic}}, Suites: []ipsec.Suite{{Name: "S"}},
		Neighbours: []ipsec.Neighbour{{Word: "UP"}}, Load: []ipsec.Named{{Name: "cpu"}},
	}
	got := parsers.Later(first, &ipsec.Snapshot{})
	if len(got.RoutingTable)+len(got.AccessLists)+len(got.NATRules)+len(got.Suites)+len(got.Neighbours)+len(got.Load) != 6 {
		t.Errorf("lost of the first pass: %+v", got)
	}
}

// TestLaterKeepsUnread: a line that the first pass did not understand is not
// understood because the second one did not ask again.
func TestLaterKeepsUnread(t *testing.T) {
	first := listing("show crypto map", ipsec.AreaPeers)
	first.Unread = []ipsec.Unread{{Ref: ipsec.Ref{Command: "show crypto map", First: 1, Last: 1}, Text: "mauve"}}
	if got := parsers.Later(first, listing("show ike", ipsec.AreaIKESAs)); len(got.Unread) != 1 {
		t.Errorf("unread after a second pass of another command: %+v", got.Unread)
	}
	if got := parsers.Later(first, listing("show crypto map", ipsec.AreaPeers)); len(got.Unread) != 0 {
		t.Errorf("unread after the command was asked again: %+v", got.Unread)
	}
}

// TestLaterReadsTheLogAgain: a log that the second pass read again is the one
// that counts; otherwise that of the first stays.
func TestLaterReadsTheLogAgain(t *testing.T) {
	first, second := listing("log", ipsec.AreaEvents), listing("log", ipsec.AreaEvents)
	first.Events = []ipsec.Event{{Kind: ipsec.EventIKEEstablished}}
	second.Events = []ipsec.Event{{Kind: ipsec.EventIKEEstablished}, {Kind: ipsec.EventIKEClosed}}
	if got := parsers.Later(first, second); len(got.Events) != 2 {
		t.Errorf("%d events, want those of the log that was read again", len(got.Events))
	}
	if got := parsers.Later(first, listing("show ike", ipsec.AreaIKESAs)); len(got.Events) != 1 {
		t.Errorf("%d events, want those of the first pass", len(got.Events))
	}
}
