package engine

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestBystanders(t *testing.T) {
	shows := func(name string, areas ...ipsec.Area) Reading {
		return Reading{Name: name, Snap: &ipsec.Snapshot{Sources: []*ipsec.Source{{Command: "x", Answer: ipsec.Answered, Reveals: areas}}}}
	}
	router := shows("router", ipsec.AreaAccessLists, ipsec.AreaNAT)
	gateway := shows("hq", ipsec.AreaAccessLists, ipsec.AreaChildSAs)
	unread := Reading{Name: "br1"}
	for name, tt := range map[string]struct {
		in   []Reading
		want int
	}{
		"a router between two gateways": {[]Reading{gateway, router, unread}, 2},
		"alone it is judged":            {[]Reading{router}, 1},
		"two of them are judged":        {[]Reading{router, router}, 2},
		"none":                          {[]Reading{gateway, unread}, 2},
	} {
		got := withoutBystanders(tt.in)
		if len(got) != tt.want {
			t.Errorf("%s: %d devices, want %d", name, len(got), tt.want)
		}
	}
}
