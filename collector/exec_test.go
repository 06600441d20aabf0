package collector_test

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
)

func linuxDevice(outputs ...collector.Output) simulator.Device {
	return simulator.Device{
		Name: "br1", Platform: "strongswan", User: "ops", Password: "s3cret-login",
		Capture: &collector.Capture{Device: "br1", Platform: "strongswan", Outputs: outputs},
	}
}

func TestExec(t *testing.T) {
	const sas = "swanctl --list-sas"
	long := longOutput(800)
	notServing := collector.Output{Command: "swanctl --stats", Status: collector.Failed, ExitCode: 2,
		Reason: "connecting to 'unix:///var/run/charon.vici' failed: No such file or directory"}
	missing := collector.Output{Command: "swanctl --list-pols", Status: collector.Refused, ExitCode: 127,
		Reason: "bash: line 1: swanctl: command not found"}
	for name, test := range map[string]struct {
		quirks  simulator.Quirks
		command string
		sudo    bool
		status  collector.Status
		exit    int
		reason  string
	}{
		"answered":        {command: sas, status: collector.Answered},
		"no exit status":  {command: sas, quirks: simulator.Quirks{NoExitStatus: true}, status: collector.Answered, exit: -1},
		"with sudo":       {command: sas, sudo: true, status: collector.Answered},
		"sudo denied":     {command: sas, sudo: true, quirks: simulator.Quirks{SudoDenied: true}, status: collector.Refused, exit: 1, reason: "NOPASSWD"},
		"not permitted":   {command: sas, quirks: simulator.Quirks{Refuse: []string{sas}}, status: collector.Refused, exit: 126, reason: "Permission denied"},
		"not installed":   {command: "swanctl --list-pols", status: collector.Refused, exit: 127, reason: "/usr/sbin"},
		"failed":          {command: "swanctl --stats", status: collector.Failed, exit: 2, reason: "charon.vici"},
		"hangs":           {command: sas, quirks: simulator.Quirks{Hang: []string{sas}}, status: collector.TimedOut, exit: -1},
		"connection lost": {command: sas, quirks: simulator.Quirks{CutAfter: 5000}, status: collector.Truncated, exit: -1},
	} {
		t.Run(name, func(t *testing.T) {
			d := linuxDevice(answered(sas, long), notServing, missing)
			d.Quirks = test.quirks
			_, device, options := start(t, d)
			device.Sudo = test.sudo
			options.FirstByteTimeout = time.Second
			s := open(t, device, options)
			out := s.Run(within(t, 10*time.Second), show(t, "strongswan", test.command))
			if out.Status != test.status || out.ExitCode != test.exit || !strings.Contains(out.Reason, test.reason) {
				t.Errorf("%s, exit %d, %q", out.Status, out.ExitCode, out.Reason)
			}
			if test.status == collector.Answered && out.Text != long {
				t.Errorf("%d bytes of %d", len(out.Text), len(long))
			}
			if dead := s.Err() != nil; dead != (name == "connection lost") {
				t.Errorf("session: %v", s.Err())
			}
		})
	}
}

func TestExecGoesOnAfterAHang(t *testing.T) {
	d := linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n"))
	d.Quirks.Hang = []string{"swanctl --list-sas"}
	_, device, options := start(t, d)
	options.FirstByteTimeout = 300 * time.Millisecond
	s := open(t, device, options)
	s.Run(within(t, 10*time.Second), show(t, "strongswan", "swanctl --list-sas"))
	out := s.Run(within(t, 10*time.Second), show(t, "strongswan", "swanctl --version"))
	if out.Status != collector.Answered || out.ExitCode != 0 {
		t.Errorf("%s %s", out.Status, out.Reason)
	}
}

func TestCommandOfAnotherPlatformIsNotSent(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	s := open(t, device, options)
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	if out.Status != collector.Refused || !strings.Contains(out.Reason, "not sent") || len(server.Commands()) != 0 {
		t.Errorf("%s %q, sent %q", out.Status, out.Reason, server.Commands())
	}
}
