package collector_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// many starts n Linux hosts and returns them with their servers.
func many(t *testing.T, n int) ([]*simulator.Server, []inventory.Device, collector.Options) {
	t.Helper()
	var servers []*simulator.Server
	var devices []inventory.Device
	var options collector.Options
	for range n {
		server, device, o := start(t, linuxDevice())
		servers, devices, options = append(servers, server), append(devices, device), o
	}
	options.Rejections = collector.NewRejections()
	return servers, devices, options
}

func attempts(servers []*simulator.Server) (n int) {
	for _, s := range servers {
		n += s.AuthAttempts()
	}
	return n
}

// TestRejectedSecretIsTriedOnce: thirty devices at once with one wrong secret
// are one failed login, also while the first answer is still awaited.
func TestRejectedSecretIsTriedOnce(t *testing.T) {
	servers, devices, options := many(t, 30)
	var mu sync.Mutex
	classes := map[collector.Class]int{}
	var all sync.WaitGroup
	for _, d := range devices {
		d.Login.Password = "test:wr0ng"
		all.Go(func() {
			_, err := collector.Open(context.Background(), d, dialects[d.Platform], options)
			mu.Lock()
			defer mu.Unlock()
			classes[class(err)]++
		})
	}
	all.Wait()
	if classes[collector.ClassAuthRejected] != 1 || classes[collector.ClassNotTried] != 29 {
		t.Errorf("%v", classes)
	}
	if n := attempts(servers); n != 1 {
		t.Errorf("%d logins with a wrong secret", n)
	}
	if err := tryOpen(t, devices[0], options); err != nil {
		t.Errorf("another secret, after one was rejected: %v", err)
	}
	noneLeft(t)
}

// TestTwoRejectedSecretsStopTheRun, but not for a secret that devices accept.
func TestTwoRejectedSecretsStopTheRun(t *testing.T) {
	_, devices, options := many(t, 5)
	proven := devices[0]
	if err := tryOpen(t, proven, options); err != nil {
		t.Fatal(err)
	}
	for i, want := range []collector.Class{collector.ClassAuthRejected, collector.ClassAuthRejected, collector.ClassNotTried} {
		d := devices[i+1]
		d.Login.Password = "test:wr0ng" + string(rune('a'+i))
		err := tryOpen(t, d, options)
		if class(err) != want {
			t.Errorf("secret %d: %v", i, err)
		}
		if i == 2 && !strings.Contains(err.Error(), "stopped after 2 secrets") {
			t.Errorf("%v", err)
		}
		if err != nil && strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("the secret is shown: %v", err)
		}
	}
	if err := tryOpen(t, devices[4], options); err != nil {
		t.Errorf("a secret that is accepted elsewhere: %v", err)
	}
}

// TestOneRefusalOfAGoodSecretIsTheDevicesOwn; five in a row are not.
func TestOneRefusalOfAGoodSecretIsTheDevicesOwn(t *testing.T) {
	_, devices, options := many(t, 8)
	good := devices[7].Login
	if err := tryOpen(t, devices[7], options); err != nil {
		t.Fatal(err)
	}
	own := func() inventory.Device {
		d := linuxDevice()
		d.Password = "an0ther"
		_, device, _ := start(t, d)
		device.Login = good
		return device
	}
	for i := range 4 {
		if err := tryOpen(t, own(), options); class(err) != collector.ClassAuthRejected {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := tryOpen(t, devices[7], options); err != nil {
		t.Errorf("after four refusals: %v", err)
	}
	for i := range 5 {
		if err := tryOpen(t, own(), options); class(err) != collector.ClassAuthRejected {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := tryOpen(t, devices[7], options); class(err) != collector.ClassNotTried {
		t.Errorf("after five refusals in a row: %v", err)
	}
}

// TestRejectedEnableSecretIsRemembered: it locks accounts as well.
func TestRejectedEnableSecretIsRemembered(t *testing.T) {
	memory := collector.NewRejections()
	enables := 0
	for i := range 3 {
		d := iosDevice()
		d.EnableSecret = "en4ble"
		server, device, options := start(t, d)
		options.Rejections = memory
		device.Login.EnableSecret = "test:wr0ng"
		s, err := collector.Open(within(t, 20*time.Second), device, dialects["cisco-ios"], options)
		if err == nil {
			_ = s.Close()
		}
		if i > 0 && class(err) != collector.ClassNotTried {
			t.Errorf("device %d: %v", i, err)
		}
		for _, sent := range server.Commands() {
			if sent == "enable" {
				enables++
			}
		}
	}
	if enables != 1 {
		t.Errorf("enable was asked for %d times", enables)
	}
}

// TestSecretAfterAKeyIsWithheldToo: the key may be tried, the secret not.
func TestSecretAfterAKeyIsWithheldToo(t *testing.T) {
	memory := collector.NewRejections()
	other, _ := newKey(t)
	_, key := newKey(t)
	for i, want := range []struct {
		class    collector.Class
		attempts int
	}{{collector.ClassAuthRejected, 2}, {collector.ClassNotTried, 1}} {
		d := linuxDevice()
		d.Keys = []ssh.PublicKey{other.PublicKey()}
		server, device, o := start(t, d)
		o.Rejections = memory
		device.Login.Password, device.Login.Keys = "test:wr0ng", []string{key}
		if err := tryOpen(t, device, o); class(err) != want.class {
			t.Errorf("%d: %v", i, err)
		}
		if n := server.AuthAttempts(); n != want.attempts {
			t.Errorf("%d: %d attempts", i, n)
		}
	}
}
