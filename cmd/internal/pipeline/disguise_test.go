package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
)

// TestWrongPlatform reads each Cisco as the other: their outputs look alike, so
// the first command that tells them apart ends the collection.
func TestWrongPlatform(t *testing.T) {
	for device, platform := range map[string]string{"ios-zurich": "cisco-asa", "asa-geneva": "cisco-ios"} {
		t.Run(device, func(t *testing.T) {
			dev, server := served(t, device, nil)
			right := dev.Platform
			dev.Platform, dev.Timeout = platform, 1500*time.Millisecond
			run := agent(t).Diagnose(t.Context(), dev)
			checkTrouble(t, run, collector.ClassWrongPlatform, 3, false)
			if f := run.Devices[0].Failure; f != nil && !strings.Contains(f.Advice, right) {
				t.Errorf("the advice does not name %s: %s", right, f.Advice)
			}
			for _, line := range server.Commands() {
				if strings.HasPrefix(line, "show crypto") {
					t.Errorf("%q was sent although the platform was known to be wrong", line)
				}
			}
		})
	}
}
