package pipeline

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// TestGoneSince: the log is read again where an IKE SA that was up is gone, and
// nowhere else.
func TestGoneSince(t *testing.T) {
	listed := func(sas ...ipsec.IKESA) *ipsec.Snapshot {
		return &ipsec.Snapshot{IKESAs: sas, Sources: []*ipsec.Source{{Command: "sas", Answer: ipsec.Answered, Reveals: []ipsec.Area{ipsec.AreaIKESAs}}}}
	}
	sa := func(spi, remote string, state ipsec.IKEState) ipsec.IKESA {
		out := ipsec.IKESA{State: state}
		out.Remote.Address = remote
		if spi != "" {
			out.LocalSPI = ipsec.Saw(spi, ipsec.Ref{})
		}
		return out
	}
	up := ipsec.IKEEstablished
	first := listed(sa("a1", "203.0.113.1", up))
	for _, tt := range []struct {
		name          string
		first, second *ipsec.Snapshot
		want          bool
	}{
		{"the same", first, first, false},
		{"gone", first, listed(), true},
		{"built anew", first, listed(sa("b2", "203.0.113.1", up)), true},
		{"one of two gone", listed(sa("a1", "203.0.113.1", up), sa("c3", "203.0.113.9", up)), first, true},
		{"one more", first, listed(sa("a1", "203.0.113.1", up), sa("c3", "203.0.113.9", up)), false},
		{"it was not up", listed(sa("a1", "203.0.113.1", ipsec.IKEInitSent)), listed(), false},
		{"not asked again", first, &ipsec.Snapshot{}, false},
		{"the daemon is gone", first, &ipsec.Snapshot{ServiceDown: ipsec.Saw(true, ipsec.Ref{})}, true},
		{"no SPIs, the same peer", listed(sa("", "203.0.113.1", up)), listed(sa("", "203.0.113.1", up)), false},
		{"no SPIs, down now", listed(sa("", "203.0.113.1", up)), listed(sa("", "203.0.113.1", ipsec.IKEInitSent)), true},
	} {
		if got := goneSince(tt.first, tt.second); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}
