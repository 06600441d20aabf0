package cli

import (
	"strings"
	"testing"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
)

// What a stopped run did not come to is one line; what it broke off is told
// with its reason, as is what failed on its own.
func TestUnreadDevicesOfAStoppedRun(t *testing.T) {
	device := func(name string, class collector.Class, outputs int) runreport.Device {
		return runreport.Device{Name: name, Capture: &collector.Capture{Outputs: make([]collector.Output, outputs)},
			Failure: &collector.Error{Class: class, Device: name}}
	}
	run := &runreport.Run{Interrupted: true, Devices: []runreport.Device{
		device("a", collector.ClassCanceled, 0), device("b", collector.ClassCanceled, 2),
		device("c", collector.ClassUnreachable, 0), device("d", collector.ClassCanceled, 0),
	}}
	var b strings.Builder
	if err := unreadDevices(&b, run); err != nil {
		t.Fatal(err)
	}
	want := "not read in full: b: canceled\nnot read in full: c: unreachable\n" +
		"not read at all, the run was stopped: 2 devices: a, d\n"
	if !strings.HasPrefix(b.String(), want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
