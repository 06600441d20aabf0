package pipeline_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// libraryWords are what libraries say to programmers.
var libraryWords = []string{"stat /", "open /", "EOF", "context ", `\n`, "read tcp", "dial tcp", "ssh: ", "knownhosts:", "%!"}

// TestMessagesAreForPeople: a failure says what went wrong, where, and what to
// do, in words of its own.
func TestMessagesAreForPeople(t *testing.T) {
	tests := []struct {
		name, device, says string
		tweak              func(*simulator.Device)
		entry              func(*inventory.Device)
	}{
		{name: "hangs", device: "ios-zurich", says: `"show crypto session detail": the prompt did not come back`,
			tweak: func(d *simulator.Device) { d.Quirks.Hang = []string{"show crypto session detail"} }},
		{name: "cut off", device: "ios-zurich", says: `the device closed the session; last seen "`,
			tweak: func(d *simulator.Device) { d.Quirks.CutAfter = 3000 }},
		{name: "a host read as a router", device: "sw-hq", says: "the device does not start a shell",
			entry: func(d *inventory.Device) { d.Platform = "cisco-ios" }},
		{name: "a router read as a host", device: "ios-zurich", says: `identifies itself as "SSH-2.0-Cisco`,
			entry: func(d *inventory.Device) { d.Platform = "strongswan" }},
		{name: "no key file", device: "sw-hq", says: "cannot read the key file /no/such/key: ",
			entry: func(d *inventory.Device) { d.Login.Keys = []string{"/no/such/key"} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := simulated(t, tt.device, tt.tweak)
			dev.Timeout = 1500 * time.Millisecond
			if tt.entry != nil {
				tt.entry(&dev)
			}
			checkMessage(t, agent(t).Diagnose(t.Context(), dev).Devices[0].Failure, tt.says)
		})
	}
}

func checkMessage(t *testing.T, failure *collector.Error, says string) {
	t.Helper()
	if failure == nil {
		t.Fatal("no failure")
	}
	text := failure.Error()
	if !strings.Contains(text, says) {
		t.Errorf("%q does not say %q", text, says)
	}
	for _, word := range libraryWords {
		if strings.Contains(text, word) {
			t.Errorf("%q holds %q", text, word)
		}
	}
}

// TestChangedHostKeyNamesTheLine logs in twice; the second time another key is
// shown.
func TestChangedHostKeyNamesTheLine(t *testing.T) {
	dev := simulated(t, "ios-zurich", func(d *simulator.Device) { d.Quirks.WrongHostKeyAfterFirst = true })
	a := agent(t)
	if f := a.Diagnose(t.Context(), dev).Devices[0].Failure; f != nil {
		t.Fatal(f)
	}
	checkMessage(t, a.Diagnose(t.Context(), dev).Devices[0].Failure, "line 1 of "+a.Options.KnownHosts+" has the ssh-ed25519 key SHA256:")
}

// TestInterruptedQuestion: who stops the program instead of typing a password
// has not given a wrong one.
func TestInterruptedQuestion(t *testing.T) {
	dev := simulated(t, "ios-zurich", nil)
	ctx, cancel := context.WithCancel(t.Context())
	a := agent(t)
	a.Options.Resolve = func(ctx context.Context, _ string) (string, error) {
		cancel()
		return "", ctx.Err()
	}
	failure := a.Diagnose(ctx, dev).Devices[0].Failure
	checkMessage(t, failure, "")
	if failure.Class != collector.ClassCanceled {
		t.Errorf("class %s", failure.Class)
	}
}
