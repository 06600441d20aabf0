package collector_test

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// A path is a connection to a simulated device in virtual time, in which
// nothing but the way over the wire and deliberate waits take any: a round
// trip is a second, so that the seconds are the round trips.
type path struct {
	device  inventory.Device
	options collector.Options
	began   time.Time
}

const roundTrip = time.Second

func newPath(t *testing.T, d simulator.Device) *path {
	t.Helper()
	d.Quirks.RTT = roundTrip
	return &path{
		began:  time.Now(),
		device: inventory.Device{Name: d.Name, Address: "192.0.2.1", Platform: d.Platform, Login: inventory.Login{User: d.User, Password: "test:" + d.Password}},
		options: collector.Options{
			KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), Resolve: secrets, SkipAgent: true, Retries: []time.Duration{},
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				time.Sleep(roundTrip) // SYN and SYN-ACK
				near, far := net.Pipe()
				go func() { _ = simulator.Talk(context.WithoutCancel(ctx), d, far) }()
				return near, nil
			},
		},
	}
}

// trips is how many round trips have passed, waits included.
func (p *path) trips() float64 { return float64(time.Since(p.began)) / float64(roundTrip) }

// ten are commands whose answers have some 2 kB each.
var ten = []string{
	"show version", "show clock detail", "show ntp status", "show crypto isakmp sa detail", "show crypto ikev2 sa detailed",
	"show crypto ikev2 stats", "show crypto ipsec sa detail", "show crypto session detail", "show crypto map", "show ip interface brief",
}

func tenAnswers() []collector.Output {
	var out []collector.Output
	for i, command := range ten {
		out = append(out, answered(command, longOutput(10+i)))
	}
	return out
}

// TestRoundTrips counts from the TCP handshake to the last byte of ten
// commands: TCP, greeting and algorithms, key exchange, user authentication
// service, the methods offered, the password, a channel, its shell, set-up.
func TestRoundTrips(t *testing.T) {
	for name, tt := range map[string]struct {
		ahead, enable bool
		login, most   float64
	}{
		"one by one":  {login: 9, most: 19},
		"typed ahead": {ahead: true, login: 9, most: 10},
		// An empty line for the prompt, the command, the secret.
		"with enable": {ahead: true, enable: true, login: 12, most: 13},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := iosDevice(tenAnswers()...)
				if tt.enable {
					d.EnableSecret = "en4ble"
				}
				p := newPath(t, d)
				p.options.TypeAhead, p.device.Login.EnableSecret = tt.ahead, "test:en4ble"
				s, err := collector.Open(t.Context(), p.device, typingAhead(), p.options)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				if p.trips() > tt.login {
					t.Errorf("%.2f round trips to the prompt, want %.0f", p.trips(), tt.login)
				}
				checkTen(t, s)
				if p.trips() > tt.most {
					t.Errorf("%.2f round trips to the last byte, want %.0f", p.trips(), tt.most)
				}
			})
		})
	}
}

// typingAhead is IOS with type-ahead for ten commands.
func typingAhead() collector.Dialect {
	d := dialects["cisco-ios"]
	d.TypeAhead = 300
	return d
}

// checkTen runs the ten commands: each output must be its own, and whole.
func checkTen(t *testing.T, s *collector.Session) {
	t.Helper()
	var commands []collector.Command
	for _, text := range ten {
		commands = append(commands, show(t, "cisco-ios", text))
	}
	want := tenAnswers()
	for out := range s.RunEach(t.Context(), commands) {
		if len(want) == 0 || out.Command != want[0].Command || out.Status != collector.Answered || out.Text != want[0].Text {
			t.Fatalf("%s: %s (%s): %q", out.Command, out.Status, out.Reason, out.Text)
		}
		want = want[1:]
	}
	if len(want) > 0 {
		t.Errorf("%d commands have no output", len(want))
	}
}
