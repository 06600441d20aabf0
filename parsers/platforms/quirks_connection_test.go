package platforms_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// TestConnections: what goes wrong below the command line has its own name.
func TestConnections(t *testing.T) {
	exec := func(d *inventory.Device, _ *collector.Options) { d.Transport = inventory.TransportExec }
	patient := func(_ *inventory.Device, o *collector.Options) {
		o.Retries = []time.Duration{time.Millisecond, time.Millisecond}
	}
	var all []quirk
	for _, p := range append([]string{"strongswan"}, shells...) {
		all = append(all,
			quirk{name: p + ": reset before the greeting, twice", platform: p, login: patient, show: func(d *simulator.Device) { d.Quirks.ResetBeforeBanner = 2 }},
			quirk{name: p + ": reset before the greeting, always", platform: p, show: func(d *simulator.Device) { d.Quirks.ResetBeforeBanner = -1 },
				want: outcome{login: collector.ClassConnectionCut, reason: "VTY lines in use"}},
			quirk{name: p + ": full by MaxStartups", platform: p, show: func(d *simulator.Device) { d.Quirks.MaxStartups = simulator.MaxStartups{Begin: 0, Rate: 100, Full: 1} },
				want: outcome{login: collector.ClassConnectionCut, reason: "Exceeded MaxStartups"}},
			quirk{name: p + ": cut in the middle of the output", platform: p, show: func(d *simulator.Device) { d.Quirks.CutAfter = 400 },
				want: outcome{status: collector.Truncated, class: collector.ClassDisconnected, reason: "connection", sent: asked[p]}},
			quirk{name: p + ": group exchange only", platform: p, show: func(d *simulator.Device) { d.Quirks.Speaks.KeyExchanges = []string{ssh.KeyExchangeDHGEXSHA256} }},
			quirk{name: p + ": slow AAA server", platform: p, show: func(d *simulator.Device) { d.Quirks.SlowLogin = 300 * time.Millisecond }},
		)
	}
	all = append(all,
		quirk{name: "ios: exec ends the connection", platform: "cisco-ios", login: exec,
			want: outcome{status: collector.Truncated, class: collector.ClassOneChannel, reason: "transport: shell", sent: asked["cisco-ios"]}},
		quirk{name: "junos: exec ends the connection without a status", platform: "junos",
			show: func(d *simulator.Device) { d.Quirks.CloseAfterExec, d.Quirks.NoExitStatus = true, true },
			want: outcome{status: collector.Truncated, class: collector.ClassDisconnected, sent: asked["junos"]}},
		quirk{name: "linux: no exit status", platform: "strongswan", show: func(d *simulator.Device) { d.Quirks.NoExitStatus = true }},
		quirk{name: "junos: no exit status", platform: "junos", show: func(d *simulator.Device) { d.Quirks.NoExitStatus = true }},
		quirk{name: "junos: one channel, used once", platform: "junos", show: func(d *simulator.Device) { d.Quirks.OneChannel = true }},
	)
	for i := range all {
		if all[i].platform == "strongswan" || all[i].platform == "junos" || all[i].platform == "routeros" {
			if all[i].want.login == "" && all[i].want.class == "" {
				all[i].want.sent = asked[all[i].platform] // there is nothing to leave
			}
		}
	}
	run(t, all)
}

// TestSecondCommandOnOneChannel: a device that gives a connection one channel,
// or ends it behind one, is told about with the setting that helps.
func TestSecondCommandOnOneChannel(t *testing.T) {
	for name, show := range map[string]func(*simulator.Device){
		"rejected":       func(d *simulator.Device) { d.Quirks.OneChannel = true },
		"connection end": func(d *simulator.Device) { d.Quirks.CloseAfterExec = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := quirk{platform: "junos", want: outcome{status: collector.Truncated, class: collector.ClassOneChannel, reason: "transport: shell"}}
			_, device, options := simulated(t, "junos", show)
			s, err := collector.Open(t.Context(), device, platforms.Find("junos").Dialect, options)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			command, _ := collector.Show("junos", "show version")
			if out := s.Run(t.Context(), command); out.Status != collector.Answered || s.Err() != nil {
				t.Errorf("the first: %s (%s), %v", out.Status, out.Reason, s.Err())
			}
			second.checkOutput(t, s.Run(t.Context(), command), s.Err())
		})
	}
}

// TestCancelLeaves: a run that is stopped in the middle of an output leaves the
// device with its own command, and no line of it stays taken.
func TestCancelLeaves(t *testing.T) {
	for _, platform := range shells {
		t.Run(platform, func(t *testing.T) {
			t.Parallel()
			server, device, options := simulated(t, platform, func(d *simulator.Device) { d.Quirks = simulator.Quirks{SlowFirstByte: 500 * time.Millisecond} })
			device.Transport = inventory.TransportShell
			ctx, cancel := context.WithCancel(t.Context())
			p := platforms.Find(platform)
			s, err := collector.Open(ctx, device, p.Dialect, options)
			if err != nil {
				t.Fatal(err)
			}
			show, _ := collector.Show(platform, asked[platform])
			go func() {
				for !slices.Contains(server.Commands(), show.String()) {
					time.Sleep(time.Millisecond)
				}
				cancel()
			}()
			if out := s.Run(ctx, show); out.Status == collector.Answered || s.Err() == nil || s.Err().Class != collector.ClassCanceled {
				t.Errorf("%s, %v", out.Status, s.Err())
			}
			_ = s.Close()
			if sent := server.Commands(); sent[len(sent)-1] != p.Dialect.Leave {
				t.Errorf("sent %q", sent)
			}
			server.Close() // returns when nothing of the session runs
			if n := server.OpenSessions(); n != 0 {
				t.Errorf("%d sessions left", n)
			}
		})
	}
}

// TestHostKeyChangesBetweenLogins: nothing is sent to a device with another key.
func TestHostKeyChangesBetweenLogins(t *testing.T) {
	for _, platform := range append([]string{"strongswan"}, shells...) {
		server, device, options := simulated(t, platform, func(d *simulator.Device) { d.Quirks = simulator.Quirks{WrongHostKeyAfterFirst: true} })
		for i, want := range []collector.Class{"", collector.ClassHostKeyChanged} {
			s, err := collector.Open(t.Context(), device, platforms.Find(platform).Dialect, options)
			if (err == nil) != (i == 0) {
				t.Fatalf("%s: login %d: %v", platform, i+1, err)
			}
			var failed *collector.Error
			if errors.As(err, &failed) && failed.Class != want {
				t.Errorf("%s: %v", platform, err)
			}
			if s != nil {
				_ = s.Close()
			}
		}
		if n := server.AuthAttempts(); n != 1 {
			t.Errorf("%s: %d logins", platform, n)
		}
	}
}
