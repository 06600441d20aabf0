package platforms_test

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// shells are the platforms with a shell, and how their pagers show and erase
// their text: in the ways seen in the field.
var shells = []string{"cisco-ios", "cisco-asa", "fortios", "panos", "junos", "routeros"}

var pagers = []struct{ platform, more, erase string }{
	{"cisco-ios", " --More-- ", strings.Repeat("\b", 10) + strings.Repeat(" ", 10) + strings.Repeat("\b", 10)},
	{"cisco-ios", " --More-- ", "\r          \r"},
	{"cisco-ios", "--More--", "\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b"},
	{"cisco-asa", "<--- More --->", "\r              \r"},
	{"junos", "---(more)---", "\x1b[12D            \x1b[12D"},
	{"junos", "---(more 35%)---", "\r\x1b[K"},
	{"fortios", "--More-- ", "\r         \r"},
	{"fortios", "--More-- ", "\b\b\b\b\b\b\b\b\b         \b\b\b\b\b\b\b\b\b"},
	{"panos", "lines 1-23 ", "\r\x1b[K"},
	{"panos", "--more--", "\x1b[8D\x1b[K"},
	{"routeros", "-- [Q quit|D dump|down]", "\r                       \r"},
}

// TestPagers answers the pager of every platform and takes its text away, with
// a connection that brings every byte on its own and with one that does not.
func TestPagers(t *testing.T) {
	var all []quirk
	for _, p := range pagers {
		for _, chunk := range []int{0, 1} {
			all = append(all, quirk{name: p.platform + ": " + p.more + map[int]string{1: ", byte by byte"}[chunk], platform: p.platform,
				show: func(d *simulator.Device) {
					d.Quirks.More, d.Quirks.Erase, d.Quirks.Chunk, d.Quirks.RefusePagerOff = p.more, p.erase, chunk, true
				},
				login: inShell, want: outcome{setup: refusal[p.platform]}})
		}
	}
	run(t, all)
}

// refusal is what each platform says when the pager may not be switched off.
var refusal = map[string]string{"cisco-ios": "authorization failed", "cisco-asa": "authorization failed", "junos": "permission denied", "panos": "Server error"}

// TestEchoes reads the answer below every kind of echo.
func TestEchoes(t *testing.T) {
	echoes := map[string]simulator.Echo{
		"as typed": simulator.EchoTyped, "behind a new prompt": simulator.EchoPrompted, "after return": simulator.EchoLate,
		"wrapped by a new line": simulator.EchoWrapped, "wrapped by blank and return": simulator.EchoReturned,
		"scrolled with $": simulator.EchoScrolled, "with blanks and backspaces": simulator.EchoBackspaced, "none": simulator.EchoNone,
	}
	var all []quirk
	for _, platform := range shells {
		for name, echo := range echoes {
			all = append(all, quirk{name: platform + ": " + name, platform: platform, login: inShell,
				show: func(d *simulator.Device) { d.Quirks.Echo, d.Quirks.Width = echo, 24 },
				want: outcome{}})
		}
	}
	run(t, all)
}

// TestMessages: log messages, messages of the day and banners are no prompts,
// and cost no answer.
func TestMessages(t *testing.T) {
	const log = "*Nov 25 10:00:00.000: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi #1>"
	motd := "Welcome to hq#\n\nhq-rtr1#\nfw>\n# maintenance: hq-rtr1# show clock #\nops@br3-pa> \nbr7-fgt # \n[ops@br4] > \n"
	all := []quirk{
		{name: "ios: log message in the middle, monitor off", platform: "cisco-ios", show: func(d *simulator.Device) { d.Quirks.Syslog = log }},
		{name: "ios: log message in the middle, terminal no monitor refused", platform: "cisco-ios",
			show: func(d *simulator.Device) { d.Quirks.Syslog, d.Quirks.Refuse = log, []string{"terminal no monitor"} },
			want: outcome{setup: "authorization failed", dirty: true}},
	}
	for _, platform := range shells {
		all = append(all,
			quirk{name: platform + ": prompts in the message of the day", platform: platform, login: inShell,
				show: func(d *simulator.Device) { d.Quirks.Motd, d.Quirks.Chunk = motd+d.Hostname+"#\n"+d.Hostname+"> \n", 3 }},
			quirk{name: platform + ": banner full of #", platform: platform, login: inShell,
				show: func(d *simulator.Device) {
					d.Quirks.Banner = strings.Repeat("#", 78) + "\n# hq# fw> #\n" + d.Hostname + "# "
				}},
			quirk{name: platform + ": slow first byte", platform: platform, login: inShell,
				show: func(d *simulator.Device) { d.Quirks.SlowFirstByte = 700 * time.Millisecond }},
			quirk{name: platform + ": far away", platform: platform, login: inShell, show: func(d *simulator.Device) { d.Quirks.RTT = 300 * time.Millisecond }},
		)
	}
	run(t, all)
}

// hostnames are those of the issues of other tools.
var hostnames = map[string][]string{
	"cisco-ios": {"hq.rtr1.example.com", "core/sw1", "router-1(LAB)", "a:b+c@d", "very-long-host-name-that-is-cut~", "R1", "1st", "rtr_1", strings.Repeat("x", 63), "(LAB)rtr", "hq rtr", "hq [lab] rtr"},
	"cisco-asa": {"fw", "fw.hq.example.com", "fw/pri/act", "fw/admin", "fw/ctx-a/sec/stby", "fw/pri/actNoFailover", "asa~1"},
	"fortios": {"FGT", "FGT (root)", "FGT (customer a)", "(M) FGT (root)", "FGT(Primary) (vd-2)", "FGT-cut-short~ (root)", "fgt.hq (Interim)",
		"FGT (Primary) (root)", "FGT_1"},
	"panos":    {"PA-1", "PA_1(active)", "pa.hq(passive)", "PA-1(active-primary)", "PA(non-functional)", "PA(initial)"},
	"junos":    {"srx", "srx.hq.example.com", "re0:srx", "srx/1(LAB)", "srx~1"},
	"routeros": {"gw", "gw hq 1", "gw.hq(1)/x~", "MikroTik", "gw@hq"},
}

// TestHostNames learns prompts of all shapes exactly.
func TestHostNames(t *testing.T) {
	var all []quirk
	for platform, names := range hostnames {
		for _, name := range names {
			all = append(all, quirk{name: platform + ": " + name, platform: platform, login: inShell,
				show: func(d *simulator.Device) { d.Hostname = name }})
		}
	}
	run(t, all)
}

// TestPromptChanges: a failover changes the role in the prompt, and the session
// goes on; another name is another device, and it does not.
func TestPromptChanges(t *testing.T) {
	changed := func(platform, from, to string) func(*simulator.Device) {
		return func(d *simulator.Device) { d.Hostname, d.Quirks.Becomes = from, map[string]string{asked[platform]: to} }
	}
	another := outcome{status: collector.TimedOut}
	hasty := func(_ *inventory.Device, o *collector.Options) { o.IdleTimeout = time.Second }
	run(t, []quirk{
		{name: "asa: failover", platform: "cisco-asa", show: changed("cisco-asa", "fw/pri/act", "fw/pri/stby"), want: outcome{prompt: "fw/pri/stby#"}},
		{name: "asa: failover in a context", platform: "cisco-asa", show: changed("cisco-asa", "fw/ctx/sec/stby", "fw/ctx/sec/act"), want: outcome{prompt: "fw/ctx/sec/act#"}},
		{name: "fortios: failover", platform: "fortios", show: changed("fortios", "FGT(Primary) (root)", "FGT(Secondary) (root)"), want: outcome{prompt: "FGT(Secondary) (root) #"}},
		{name: "panos: failover", platform: "panos", show: changed("panos", "PA(active)", "PA(passive)"), want: outcome{prompt: "ops@PA(passive)>"}},
		{name: "asa: another context", platform: "cisco-asa", login: hasty, show: changed("cisco-asa", "fw/a/pri/act", "fw/b/pri/act"), want: another},
		{name: "ios: another name", platform: "cisco-ios", login: hasty, show: changed("cisco-ios", "hq1", "hq2"), want: another},
		{name: "asa: another name", platform: "cisco-asa", login: hasty, show: changed("cisco-asa", "fw1/pri/act", "fw2/pri/act"), want: another},
		{name: "panos: another name", platform: "panos", login: hasty, show: changed("panos", "PA1(active)", "PA2(active)"), want: another},
		{name: "fortios: another virtual domain", platform: "fortios", show: changed("fortios", "FGT (root)", "FGT (dmz)"),
			want: outcome{status: collector.Truncated, class: collector.ClassConfigMode, sent: asked["fortios"]}},
	})
}
