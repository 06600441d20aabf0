package platforms_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/parsers/platforms"
)

func allDialects() []collector.Dialect {
	var out []collector.Dialect
	for _, p := range platforms.All() {
		out = append(out, p.Dialect)
	}
	return out
}

// TestEveryPlatformIsRecognised on one login with one command, and the next
// time with none. With another host key it is asked again.
func TestEveryPlatformIsRecognised(t *testing.T) {
	for _, p := range platforms.All() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			server, device, options := simulated(t, p.Name, nil)
			path := filepath.Join(t.TempDir(), "state", "platforms.jsonl")
			for run := range 2 {
				memory, err := collector.OpenMemory(path)
				if err != nil {
					t.Fatal(err)
				}
				options.Memory = memory
				s, err := collector.OpenUnknown(t.Context(), device, allDialects(), options)
				if err != nil {
					t.Fatal(err)
				}
				if s.Platform() != p.Name {
					t.Errorf("taken for %s", s.Platform())
				}
				first, _ := collector.Show(p.Name, p.Steps[0].Command)
				if out := s.Run(t.Context(), first); out.Status != collector.Answered {
					t.Errorf("%s: %s (%s)", first, out.Status, out.Reason)
				}
				_ = s.Close()
				if server.Connections() != run+1 || server.AuthAttempts() != run+1 {
					t.Errorf("run %d: %d connections, %d logins", run, server.Connections(), server.AuthAttempts())
				}
			}
			asked := 0
			for _, line := range server.Commands() {
				if line == probe(p.Dialect) {
					asked++
				}
			}
			own := 0 // the step that is the probe, in both runs
			if p.Steps[0].Command == probe(p.Dialect) {
				own = 2
			}
			if asked != own+1 {
				t.Errorf("asked %d times: %q", asked-own, server.Commands())
			}
		})
	}
}

// probe is the question that reaches a device of a dialect: that of the first
// dialect with its identification string, which they share.
func probe(d collector.Dialect) string { return d.Probe }

// TestAnotherHostKeyIsAnotherDevice: what was remembered of an address does not
// hold for a device with another key.
func TestAnotherHostKeyIsAnotherDevice(t *testing.T) {
	server, device, options := simulated(t, "cisco-asa", func(d *simulator.Device) { d.Quirks.WrongHostKeyAfterFirst = true })
	var err error
	if options.Memory, err = collector.OpenMemory(filepath.Join(t.TempDir(), "platforms.jsonl")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := collector.OpenUnknown(t.Context(), device, allDialects(), options)
		if err != nil {
			t.Fatal(err)
		}
		_ = s.Close()
		options.KnownHosts = filepath.Join(t.TempDir(), "new") // the operator has accepted the new key
	}
	asked := slices.DeleteFunc(server.Commands(), func(line string) bool { return line != "show version" })
	if len(asked) != 2 {
		t.Errorf("asked %d times: %q", len(asked), server.Commands())
	}
}

// TestNeitherOneNorTheOther: a Linux host without a daemon that is known is no
// platform, and so is one with two.
func TestNeitherOneNorTheOther(t *testing.T) {
	for _, found := range []string{"", "/usr/libexec/ipsec/pluto\n/usr/sbin/swanctl\n", "/usr/libexec/ipsec/plutonium\n"} {
		_, device, options := simulated(t, "strongswan", func(d *simulator.Device) {
			d.Capture.Outputs = []collector.Output{{Command: platforms.Find("strongswan").Dialect.Probe, Status: collector.Answered, Text: found}}
		})
		_, err := collector.OpenUnknown(t.Context(), device, allDialects(), options)
		var failed *collector.Error
		if !errors.As(err, &failed) || failed.Class != collector.ClassUnknownPlatform {
			t.Errorf("%q: %v", found, err)
		}
	}
}
