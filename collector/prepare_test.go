package collector_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ipsec-diag/collector"
)

// setUp is what is sent to an IOS device before the first command.
const setUp = "terminal length 0|terminal width 511|terminal no monitor"

// Whatever the device makes of set-up commands in one write, the prompt is the
// right one, each command is answered and the next output is its own.
func TestSetUpInOneWrite(t *testing.T) {
	for name, tt := range map[string]struct {
		device *scripted
		sent   string // up to the first command
	}{
		"kept":                {&scripted{greeting: "\r\nr1#"}, setUp},
		"no prompt first":     {&scripted{greeting: "\r\n### keep out ###\r\n\r\nr1#"}, setUp},
		"motd like a prompt":  {&scripted{greeting: "authorised-only#\r\nno-entry#\r\nr1#"}, setUp},
		"motd that stops":     {&scripted{greeting: "r2#"}, setUp + "|||" + setUp},
		"lost":                {&scripted{greeting: "r1#", loses: true}, "terminal length 0||" + setUp},
		"echoed at once":      {&scripted{greeting: "r1#", hasty: true}, setUp + "||" + setUp},
		"not echoed":          {&scripted{greeting: "r1#", mute: true}, setUp + "||" + setUp},
		"stalls":              {&scripted{greeting: "r1#", stalls: 4 * time.Second}, setUp + "||" + setUp},
		"stalls, refused":     {&scripted{greeting: "r1>", stalls: 4 * time.Second}, setUp + "||" + setUp},
		"refused":             {&scripted{greeting: "r1>"}, setUp},
		"messages in between": {&scripted{greeting: "r1#"}, setUp},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tt.device
				d.reply = answers(name)
				device, options := d.virtual(t)
				s, err := collector.Open(t.Context(), device, dialects["cisco-ios"], options)
				if err != nil {
					t.Fatalf("%v, sent %s", err, d.lines())
				}
				if want := map[bool]string{true: "r1>", false: "r1#"}[refused(name)]; s.Prompt() != want {
					t.Errorf("prompt %q, want %q", s.Prompt(), want)
				}
				out := s.Run(t.Context(), show(t, "cisco-ios", "show clock"))
				if out.Status != collector.Answered || strings.TrimLeft(out.Text, "\n") != "10:00:00 UTC\n" {
					t.Errorf("%s (%s) %q", out.Status, out.Reason, out.Text)
				}
				_ = s.Close()
				<-d.gone
				if want := tt.sent + "|show clock|exit"; d.lines() != want {
					t.Errorf("sent %s\nwant %s", d.lines(), want)
				}
				checkSetUp(t, s.Setup(), refused(name))
			})
		})
	}
}

func refused(name string) bool { return strings.HasSuffix(name, "refused") }

// answers is how a device answers in one of the cases above.
func answers(name string) func(string) string {
	before := map[bool]string{true: "\r\n"}[name == "not echoed"]
	return func(line string) string {
		switch {
		case line == "show clock" && refused(name):
			return "10:00:00 UTC\r\nr1>"
		case line == "show clock":
			return before + "10:00:00 UTC\r\nr1#"
		case refused(name):
			return "        ^\r\n% Invalid input detected at '^' marker.\r\n\r\nr1>"
		case name == "messages in between":
			return "r1#\r\n*Nov 25 10:00:00.000: %SYS-5-CONFIG_I: r2#terminal width 511\r\nr1#"
		}
		return before + "r1#"
	}
}

func checkSetUp(t *testing.T, setup []collector.Output, refused bool) {
	t.Helper()
	if len(setup) != 3 {
		t.Errorf("%d set-up commands: %+v", len(setup), setup)
	}
	for _, out := range setup {
		want := map[bool]collector.Status{true: collector.Refused, false: collector.Answered}[refused]
		if out.Status != want {
			t.Errorf("%s: %s (%s), want %s", out.Command, out.Status, out.Reason, want)
		}
	}
}

// A question or a configuration mode during the set-up ends the session, and
// nothing is sent after it.
func TestDangerDuringSetUp(t *testing.T) {
	for text, want := range map[string]collector.Class{
		"Erase? [confirm]": collector.ClassQuestion, "Continue? [yes/no]: ": collector.ClassQuestion,
		"Password: ": collector.ClassQuestion, "r1(config)#": collector.ClassConfigMode,
	} {
		synctest.Test(t, func(t *testing.T) {
			d := &scripted{greeting: "r1#", loses: true, reply: func(string) string { return text }}
			device, options := d.virtual(t)
			_, err := collector.Open(t.Context(), device, dialects["cisco-ios"], options)
			<-d.gone
			if class(err) != want || d.lines() != "terminal length 0" {
				t.Errorf("%q: %v, sent %s", text, err, d.lines())
			}
		})
	}
}
