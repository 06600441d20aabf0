package engine

import (
	"testing"
	"time"

	"ipsec-diag/collector"
)

// Two devices that could not be read are no tunnel between them.
func TestTwoUnreadDevicesAreNoTunnel(t *testing.T) {
	gone := func(name string) Reading {
		return Reading{Name: name, Failure: &collector.Error{Class: collector.ClassUnreachable, Device: name}}
	}
	cases := Assemble(time.Time{}, []Reading{gone("hq"), gone("br")}, nil, "")
	if len(cases) != 2 || cases[0].ID != "hq" || cases[1].ID != "br" {
		t.Errorf("%d cases, the first is %q; want hq and br, each alone", len(cases), cases[0].ID)
	}
}
