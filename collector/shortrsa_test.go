package collector_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
)

// iosWithRSA is a router with an RSA host key of that size.
func iosWithRSA(bits int) simulator.Device {
	d := iosDevice()
	d.Quirks.RSABits = bits
	return d
}

func TestShortRSA(t *testing.T) {
	for name, test := range map[string]struct {
		bits    int
		profile string
		allow   bool
		says    string // empty: the login succeeds
	}{
		"768":                  {768, collector.ProfileLegacy, false, "has 768 bits, fewer than the 1024"},
		"512":                  {512, collector.ProfileLegacy, false, "has 512 bits, fewer than the 1024"},
		"768 allowed":          {768, collector.ProfileCompatible, true, ""},
		"512 allowed":          {512, collector.ProfileLegacy, true, ""},
		"1024":                 {1024, collector.ProfileCompatible, false, ""},
		"1024 modern":          {1024, collector.ProfileModern, false, "has 1024 bits, fewer than the 2048"},
		"2040 modern":          {2040, collector.ProfileModern, false, "ssh_profile: compatible"},
		"2048 modern":          {2048, collector.ProfileModern, false, ""},
		"the line to add":      {768, collector.ProfileLegacy, false, "allow_short_rsa: true"},
		"the flag to run with": {768, collector.ProfileLegacy, false, "--allow-short-rsa"},
	} {
		t.Run(name, func(t *testing.T) {
			server, device, options := start(t, iosWithRSA(test.bits))
			device.AllowShortRSA, options.Profile = test.allow, test.profile
			err := tryOpen(t, device, options)
			if test.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), test.says) || server.AuthAttempts() != 0 {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestOneShortKeyWeakensNoOtherDevice: Go's limit is off in the whole process
// while a device with a short key is connected.
func TestOneShortKeyWeakensNoOtherDevice(t *testing.T) {
	before, was := os.LookupEnv("GODEBUG")
	_, short, options := start(t, iosWithRSA(768))
	_, other, others := start(t, iosWithRSA(768))
	var log strings.Builder
	options.Log = logrus.New()
	options.Log.SetOutput(&log)
	short.AllowShortRSA = true
	s := open(t, short, options)
	if !strings.Contains(log.String(), "768 bits") || !strings.Contains(log.String(), short.Name) {
		t.Errorf("nobody is told: %q", log.String())
	}
	if !strings.Contains(os.Getenv("GODEBUG"), "rsa1024min=0") {
		t.Error("a rekey of the open connection would fail")
	}
	if err := tryOpen(t, other, others); class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), "768 bits") {
		t.Errorf("the other device: %v", err)
	}
	_ = s.Close()
	for range 200 {
		if now, is := os.LookupEnv("GODEBUG"); now == before && is == was {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("GODEBUG stays %q", os.Getenv("GODEBUG"))
}

// TestAShortKeyIsVerifiedAgain: a device may ask for a new key exchange while it
// answers.
func TestAShortKeyIsVerifiedAgain(t *testing.T) {
	long := longOutput(2000)
	d := iosDevice(answered("show crypto ipsec sa", long))
	d.Quirks.RSABits, d.Quirks.OldAlgorithms, d.Quirks.RekeyAfter = 768, true, 20_000
	_, device, options := start(t, d)
	device.AllowShortRSA, options.Profile = true, collector.ProfileLegacy
	s := open(t, device, options)
	for range 3 { // the key exchange may come after the output that called for it
		if out := s.Run(within(t, 20*time.Second), show(t, "cisco-ios", "show crypto ipsec sa")); out.Status != collector.Answered || out.Text != long {
			t.Errorf("%s %s, %d of %d bytes", out.Status, out.Reason, len(out.Text), len(long))
		}
	}
}

// TestALongKeyIsNoReasonToWeaken: the line in the inventory outlives the old
// key.
func TestALongKeyIsNoReasonToWeaken(t *testing.T) {
	_, device, options := start(t, iosDevice())
	device.AllowShortRSA = true
	open(t, device, options)
	if strings.Contains(os.Getenv("GODEBUG"), "rsa1024min") {
		t.Error("the limit stays off")
	}
}
