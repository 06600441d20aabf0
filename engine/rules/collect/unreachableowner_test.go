package collect

import (
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
)

// A login that this machine could not even try is not for the device to mend.
func TestOwnerOfAFailedLogin(t *testing.T) {
	for class, want := range map[collector.Class]engine.Owner{
		collector.ClassCredential:     engine.OwnerTool,
		collector.ClassNoCredential:   engine.OwnerTool,
		collector.ClassNotTried:       engine.OwnerTool,
		collector.ClassName:           engine.OwnerTool,
		collector.ClassAuthRejected:   engine.OwnerLocal,
		collector.ClassUnreachable:    engine.OwnerLocal,
		collector.ClassHostKeyChanged: engine.OwnerLocal,
	} {
		c := &engine.Case{Local: engine.End{Name: "hq", Failure: &collector.Error{Class: class, Device: "hq"}}}
		if got := judgeDeviceUnreachable(c).Owner; got != want {
			t.Errorf("%s: owner %q, want %q", class, got, want)
		}
	}
}
