package platforms_test

import (
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
