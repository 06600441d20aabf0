package collect

import (
	"fmt"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
)

// deviceUnreachable says that an end was meant to be read and was not. It says
// nothing about the tunnel.
var deviceUnreachable = engine.Rule{
	ID:       "collect/device-unreachable",
	Title:    "The device could not be reached or trusted over SSH, so nothing was read from it",
	Severity: engine.Warning,
	Kind:     engine.DataQuality,
	Owner:    engine.OwnerLocal,
	Explains: []string{"collect/ends-disagree"},
	Judge:    judgeDeviceUnreachable,
}

func judgeDeviceUnreachable(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if e.Read() || e.Failure == nil || e.Failure.Class == collector.ClassCanceled {
			continue // a run that was stopped says nothing of the device
		}
		detail := fmt.Sprintf("%s: %s", e.Name, e.Failure.Class)
		if e.Failure.Detail != "" {
			detail += " (" + e.Failure.Detail + ")"
		}
		return engine.Hold(engine.Certain).By(engine.LocalFact).Owned(ownerOfFailure(c, e)).With(detail).
			SettledBy("log in to " + e.Name + " by hand from the machine that runs this program")
	}
	return engine.Silent("")
}

// ownerOfFailure is who can mend it: a login that this machine could not even
// try is no fault of the device.
func ownerOfFailure(c *engine.Case, e *engine.End) engine.Owner {
	switch e.Failure.Class {
	case collector.ClassCredential, collector.ClassNoCredential, collector.ClassNotTried, collector.ClassName:
		return engine.OwnerTool
	}
	return c.OwnerOf(e)
}
