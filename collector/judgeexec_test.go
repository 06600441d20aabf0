package collector

import (
	"strings"
	"testing"

	"ipsec-diag/inventory"
)

func TestJudgeExec(t *testing.T) {
	syntax, err := compile(Dialect{Platform: "strongswan", Refusals: []Refusal{
		{Class: "not-authorised", Text: `Permission denied`},
		{Class: "not-authorised", Text: `^Hint: You are currently not seeing`},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		stdout, stderr string
		exit           int
		status         Status
		reason         string
	}{
		"answer":            {"x\n", "", 0, Answered, ""},
		"empty answer":      {"", "", 0, Answered, ""},
		"answer, warning":   {"x\n", "plugin 'y': Permission denied\n", 0, Answered, ""},
		"journal, outsider": {"-- No entries --\n", "Hint: You are currently not seeing messages from other users\n", 0, Refused, "not seeing"},
		"journal, no entry": {"-- No entries --\n", "", 0, Answered, ""},
		"sudo in German":    {"", "sudo: Ein Passwort ist notwendig\n", 1, Refused, "NOPASSWD"},
		"sudo, no home": {"", "Could not chdir to home directory /home/ipsec-diag: No such file or directory\n" +
			"sudo: Passwort wird benötigt\n", 1, Refused, "sudo: Passwort wird benötigt"},
		"sudo, host name": {"", "sudo: unable to resolve host br1: Name or service not known\n", 1, Failed, "exit status 1"},
		"no daemon":       {"", "connecting to 'unix:///x' failed: Connection refused\n", 111, Failed, "Connection refused"},
		"other shell":     {"", "fish: Unknown command\n", 127, Refused, "Unknown command"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Session{syntax: syntax, device: inventory.Device{Sudo: true}}
			out := Output{Text: test.stdout}
			s.judgeExec(&out, answer{stderr: test.stderr, exit: test.exit, hasRun: true})
			if out.Status != test.status || !strings.Contains(out.Reason, test.reason) {
				t.Errorf("%s %q", out.Status, out.Reason)
			}
		})
	}
}
