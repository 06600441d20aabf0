package platforms_test

import (
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

func inShell(d *inventory.Device, _ *collector.Options) { d.Transport = inventory.TransportShell }

// refusals are the texts with which the platforms refuse a command.
var refusals = map[string][]string{
	"cisco-ios": {"Command authorization failed.", "% This command is not authorized", "% Permission denied for the role", "% Authorization failed.",
		"% Invalid input detected at '^' marker.", "% Unknown command or computer name, or unable to find computer address", "% Bad IP address or host name",
		"% Incomplete command.", "% Ambiguous command:  \"show cry\""},
	"cisco-asa": {"ERROR: Command authorization failed", "Command authorization failed", "ERROR: % Invalid input detected at '^' marker.",
		"ERROR: % Unrecognized command", "ERROR: % Incomplete command", "ERROR: % Ambiguous command:  \"show cry\"", "Fallback authorization. Username 'ops' not in LOCAL database\nCommand authorization failed"},
	"junos":    {"error: permission denied", "permission denied", "unknown command.", "syntax error.", "error: missing mandatory argument: peer", "'s' is ambiguous."},
	"fortios":  {"command parse error before 'vpn'", "Unknown action 0", "Command fail. Return code -61", "Incomplete command", "Ambiguous command", "Permission denied"},
	"panos":    {"Unknown command: show", "Invalid syntax.", "Server error : permission denied", "Server error: op command for client sslvpn timed out"},
	"routeros": {"bad command name ip (line 1 column 2)", "syntax error (line 1 column 2)", "expected end of command (line 1 column 2)", "expected command name (line 1 column 2)", "not enough permissions (9)"},
}

// TestRefusals: a refusal is never an answer, and the session goes on.
func TestRefusals(t *testing.T) {
	var all []quirk
	for platform, texts := range refusals {
		for _, text := range texts {
			all = append(all, quirk{name: platform + ": " + text, platform: platform, login: inShell,
				show: func(d *simulator.Device) {
					d.Quirks.Refuse, d.Quirks.RefuseWith = []string{asked[platform]}, text
				},
				want: outcome{status: collector.Refused}})
		}
	}
	for platform, setup := range map[string]string{"cisco-ios": "terminal width 511", "panos": "set cli terminal width 500"} {
		all = append(all, quirk{name: platform + ": a set-up command is not authorised, others are", platform: platform,
			show: func(d *simulator.Device) { d.Quirks.Refuse = []string{setup} }, want: outcome{setup: refusal[platform]}})
	}
	run(t, all)
}

// midway are questions that come in place of the prompt.
var midway = []string{"Proceed? [confirm]", "Proceed? [confirm] ", "Continue? [y/n]", "Continue? [y/n]: ", "Continue? (y/n)", "Continue? (y/n) ", "Are you sure? (yes/no)?", "Are you sure (yes/no)? ",
	"Save? [yes/no]: ", "Do you want to continue? (y or n) ", "Press any key to continue", "Password: ", "[yes,no] (no) "}

// TestQuestions: an unexpected question stops the conversation at once, with
// nothing sent behind it.
func TestQuestions(t *testing.T) {
	var all []quirk
	for _, platform := range shells {
		for _, text := range midway {
			all = append(all, quirk{name: platform + ": " + text, platform: platform, login: inShell,
				show: func(d *simulator.Device) { d.Quirks.Instead = map[string]string{asked[platform]: text} },
				want: outcome{status: collector.Truncated, class: collector.ClassQuestion, sent: asked[platform]}})
		}
	}
	run(t, all)
}

// TestEnableVariants asks for privilege in every way, once.
func TestEnableVariants(t *testing.T) {
	secret := func(ref, level string) func(*inventory.Device, *collector.Options) {
		return func(d *inventory.Device, _ *collector.Options) {
			d.Login.EnableSecret, d.Login.EnableLevel = ref, level
		}
	}
	kind := func(k simulator.Enable) func(*simulator.Device) {
		return func(d *simulator.Device) { d.Hostname, d.EnableSecret, d.Quirks.Enable = "r1", "pw", k }
	}
	unprivileged := outcome{status: collector.Refused, prompt: "r1>"}
	var all []quirk
	for _, p := range []string{"cisco-ios", "cisco-asa"} {
		asaOff := unprivileged
		if p == "cisco-asa" {
			asaOff.setup = "Invalid input"
		}
		refused := asaOff
		refused.setup = "Error in authentication"
		all = append(all,
			quirk{p + ": asks for the secret", p, kind(simulator.EnableAsks), secret("test:pw", ""), outcome{prompt: "r1#"}},
			quirk{p + ": no secret given", p, kind(simulator.EnableAsks), nil, asaOff},
			quirk{p + ": asks nothing", p, kind(simulator.EnableFree), secret("test:pw", ""), outcome{prompt: "r1#"}},
			quirk{p + ": asks for the user too", p, kind(simulator.EnableNamed), secret("test:pw", ""), outcome{prompt: "r1#"}},
			quirk{p + ": level 5 only", p, kind(simulator.EnableLevelOnly), secret("test:pw", "5"), outcome{prompt: "r1#"}},
			quirk{p + ": another level than there is", p, kind(simulator.EnableLevelOnly), secret("test:pw", ""), outcome{login: collector.ClassPrivilege, reason: "not accepted"}},
			quirk{p + ": refused without a question", p, kind(simulator.EnableNotReady), secret("test:pw", ""), refused},
		)
	}
	run(t, all)
}
