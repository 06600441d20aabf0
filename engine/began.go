package engine

import (
	"time"

	"ipsec-diag/parsers/ipsec"
)

// Began sets the time at which it began: that of an event, as the device's log
// has it. An event without a time changes nothing.
func (v Verdict) Began(ev *ipsec.Event) Verdict {
	if at, ok := ev.At.Get(); ok {
		v.Since = at.Format(time.RFC3339)
	}
	return v
}
