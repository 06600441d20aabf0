package collector_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// A fleetOf is simulated devices that share one AAA server, which counts.
type fleetOf struct {
	servers []*simulator.Server
	devices []inventory.Device
	options collector.Options
}

func newFleet(t *testing.T, n int, change func(*simulator.Device)) fleetOf {
	t.Helper()
	var f fleetOf
	for i := range n {
		d := linuxDevice()
		d.Name = fmt.Sprintf("br%d", i)
		change(&d)
		server, device, o := start(t, d)
		f.servers, f.devices, f.options = append(f.servers, server), append(f.devices, device), o
	}
	f.options.Rejections = collector.NewRejections()
	return f
}

// sweep logs in to all at once and returns how each class ended and how many
// secrets the AAA server saw.
func (f fleetOf) sweep(t *testing.T) (map[collector.Class]int, int) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	classes := map[collector.Class]int{}
	for _, d := range f.devices {
		all.Go(func() {
			s, err := collector.Open(context.Background(), d, dialects[d.Platform], f.options)
			if err == nil {
				_ = s.Close()
			}
			mu.Lock()
			defer mu.Unlock()
			classes[class(err)]++
		})
	}
	all.Wait()
	secrets := 0
	for _, s := range f.servers {
		secrets += s.SecretAttempts()
	}
	return classes, secrets
}

// TestSweepWithAWrongPassword: a hundred devices at once, one AAA server, one
// failed login, in whatever way the devices ask.
func TestSweepWithAWrongPassword(t *testing.T) {
	signer, key := newKey(t)
	socket, _ := agentWith(t, 6)
	const wrong = "test:wr0ng"
	for name, test := range map[string]struct {
		device func(*simulator.Device)
		login  func(*inventory.Login)
		first  collector.Class
	}{
		"password":             {func(*simulator.Device) {}, nil, collector.ClassAuthRejected},
		"keyboard-interactive": {func(d *simulator.Device) { d.Quirks.KeyboardInteractive = true }, nil, collector.ClassAuthRejected},
		"both":                 {func(d *simulator.Device) { d.Quirks.BothMethods = true }, nil, collector.ClassAuthRejected},
		"both, asked again": {func(d *simulator.Device) {
			d.Quirks.BothMethods, d.Quirks.Dialogue = true, []simulator.Round{hidden("Password: ", ""), hidden("Password: ", "")}
		}, nil, collector.ClassAuthRejected},
		"after a key that is one factor": {func(d *simulator.Device) { d.Quirks.Factors = []string{"publickey", "password"} },
			func(l *inventory.Login) { l.Keys = []string{key} }, collector.ClassAuthRejected},
		"after keys of the agent": {func(d *simulator.Device) { d.Quirks.MaxAuthTries, d.Quirks.BothMethods = 3, true },
			func(l *inventory.Login) { l.Agent = true }, collector.ClassAuthRejected},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, 100, func(d *simulator.Device) {
				test.device(d)
				if len(d.Quirks.Factors) > 0 || d.Quirks.MaxAuthTries > 0 {
					d.Keys = []ssh.PublicKey{signer.PublicKey()}
				}
			})
			f.options.AgentSocket = socket
			for i := range f.devices {
				f.devices[i].Login.Password = wrong
				if test.login != nil {
					test.login(&f.devices[i].Login)
				}
			}
			classes, secrets := f.sweep(t)
			if secrets != 1 || classes[test.first] != 1 || classes[collector.ClassNotTried] != 99 {
				t.Errorf("the AAA server saw %d attempts; %v", secrets, classes)
			}
		})
	}
}

// TestSweepOfDevicesThatHangUp: a device that closes the connection on a wrong
// secret says nothing; two of them are enough.
func TestSweepOfDevicesThatHangUp(t *testing.T) {
	f := newFleet(t, 100, func(d *simulator.Device) { d.Quirks.HangUpOnReject = true })
	for i := range f.devices {
		f.devices[i].Login.Password = "test:wr0ng"
	}
	classes, secrets := f.sweep(t)
	if secrets != 2 || classes[collector.ClassConnectionCut] != 2 || classes[collector.ClassNotTried] != 98 {
		t.Errorf("the AAA server saw %d attempts; %v", secrets, classes)
	}
}

// TestOneDeviceThatHangsUpBarsNoSecret, nor do many when others accept it.
func TestOneDeviceThatHangsUpBarsNoSecret(t *testing.T) {
	memory := collector.NewRejections()
	for i, hangs := range []bool{true, false, true, true, true, false} {
		d := linuxDevice()
		d.Quirks.HangUpOnReject, d.Password = hangs, "pw-of-br1"
		if hangs {
			d.Password = "an0ther"
		}
		_, device, options := start(t, d)
		device.Login.Password, options.Rejections = "test:pw-of-br1", memory
		err := tryOpen(t, device, options)
		if want := map[bool]collector.Class{true: collector.ClassConnectionCut}[hangs]; class(err) != want {
			t.Errorf("device %d: %v", i, err)
		}
		if hangs && !strings.Contains(err.Error(), "after the secret was sent, without saying whether it is right") {
			t.Errorf("device %d: %v", i, err)
		}
	}
}

// TestSweepWithAGoodPassword sends it once to each device.
func TestSweepWithAGoodPassword(t *testing.T) {
	f := newFleet(t, 100, func(d *simulator.Device) { d.Quirks.BothMethods = true })
	if classes, secrets := f.sweep(t); secrets != 100 || classes[""] != 100 {
		t.Errorf("%d secrets; %v", secrets, classes)
	}
}
