package collector_test

import (
	"strings"
	"testing"

	"ipsec-diag/collector"
)

// enabling plays a router that asks for the enable secret with these words and
// then says something; empty hangs up.
func enabling(t *testing.T, question, then string, change func(*collector.Options)) (lines string, failed error) {
	t.Helper()
	d := &scripted{greeting: "r1>"}
	d.reply = func(line string) string {
		switch line {
		case "enable":
			return question
		case "en4ble":
			if then == "" {
				_ = d.channel.Close()
			}
			return "\r\n" + then
		case "":
			return "r1>"
		}
		return "r1#"
	}
	device, options := d.serve(t)
	device.Login.EnableSecret, device.Login.PasswordPrompt = "test:en4ble", "Enter-TACACS:"
	change(&options)
	err := tryOpen(t, device, options)
	if err != nil && strings.Contains(err.Error(), "en4ble") {
		t.Errorf("the secret is shown: %v", err)
	}
	return d.lines(), err
}

// TestEnableDialogues: what a device may ask for and say beside "Password:".
func TestEnableDialogues(t *testing.T) {
	for name, test := range map[string]struct {
		question, then string
		class          collector.Class // empty: privileged
		sent           bool
		next           collector.Class // of the next device with the same secret
	}{
		"plain":                  {"Password: ", "r1#", "", true, ""},
		"as the inventory says":  {"Enter-TACACS: ", "r1#", "", true, ""},
		"a code afterwards":      {"Password: ", "Enter PASSCODE: ", collector.ClassSecondFactor, true, ""},
		"a code in its place":    {"Verification code: ", "", collector.ClassSecondFactor, false, ""},
		"the secret has run out": {"Password: ", "Enter new password: ", collector.ClassPasswordExpired, true, ""},
		"asked again":            {"Password: ", "Password: ", collector.ClassPrivilege, true, collector.ClassNotTried},
	} {
		t.Run(name, func(t *testing.T) {
			memory := collector.NewRejections()
			remember := func(o *collector.Options) { o.Rejections = memory }
			lines, err := enabling(t, test.question, test.then, remember)
			if class(err) != test.class {
				t.Errorf("%v", err)
			}
			if n := strings.Count(lines, "en4ble"); n != map[bool]int{true: 1}[test.sent] {
				t.Errorf("the secret was sent %d times: %s", n, lines)
			}
			if _, err := enabling(t, "Password: ", "r1#", remember); class(err) != test.next {
				t.Errorf("the next device: %v", err)
			}
		})
	}
}

// TestEnableThatHangsUp: twice is enough, as with the login.
func TestEnableThatHangsUp(t *testing.T) {
	memory := collector.NewRejections()
	for i, want := range []collector.Class{collector.ClassDisconnected, collector.ClassDisconnected, collector.ClassNotTried} {
		if _, err := enabling(t, "Password: ", "", func(o *collector.Options) { o.Rejections = memory }); class(err) != want {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestPasswordExpiredInTheShell: some devices let the login in and then insist.
func TestPasswordExpiredInTheShell(t *testing.T) {
	d := &scripted{greeting: "Your password has expired.\r\nEnter new password: ", reply: func(string) string { return "r1#" }}
	device, options := d.serve(t)
	if err := tryOpen(t, device, options); class(err) != collector.ClassPasswordExpired {
		t.Errorf("%v", err)
	}
	if d.lines() != "" {
		t.Errorf("sent %q", d.lines())
	}
}
