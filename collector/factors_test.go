package collector_test

import (
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

func hidden(text, answer string) simulator.Round {
	return simulator.Round{Prompts: []simulator.Prompt{{Text: text, Answer: answer}}}
}

// TestDialogues: what is asked by keyboard-interactive, how the login ends, and
// how often the secret was sent.
func TestDialogues(t *testing.T) {
	password := hidden("Password: ", "")
	for name, test := range map[string]struct {
		dialogue []simulator.Round
		change   func(*simulator.Device, *inventory.Device)
		class    collector.Class // empty: the login succeeds
		says     string
		secrets  int
	}{
		"a user's password":   {[]simulator.Round{hidden("ops's password: ", "")}, nil, "", "", 1},
		"in another language": {[]simulator.Round{hidden("Passwort für ops: ", "")}, nil, "", "", 1},
		"text around it":      {[]simulator.Round{{Instruction: "Welcome"}, password, {Instruction: "Password will expire in 14 days"}}, nil, "", "", 1},
		"a statement first": {[]simulator.Round{{Prompts: []simulator.Prompt{{Text: "Do you accept and acknowledge the statement above ? (yes/no) : ",
			Visible: true, Answer: "yes"}}}, password}, nil, "", "", 1},
		"a statement in the same request": {[]simulator.Round{{Prompts: []simulator.Prompt{{Text: "Do you accept and acknowledge the statement above ? (yes/no) : ",
			Visible: true, Answer: "yes"}, {Text: "Password: "}}}}, nil, "", "", 1},
		"no words": {[]simulator.Round{hidden(" ", "")}, nil, collector.ClassAuthMethod, "password_prompt", 0},
		"no words, as the inventory says": {[]simulator.Round{hidden(" ", "")},
			func(_ *simulator.Device, d *inventory.Device) { d.Login.PasswordPrompt = inventory.PromptBlank }, "", "", 1},
		"own words": {[]simulator.Round{hidden("Secret word? ", "")}, nil, collector.ClassAuthMethod, `"Secret word?"`, 0},
		"own words, as the inventory says": {[]simulator.Round{hidden("Secret word? ", "")},
			func(_ *simulator.Device, d *inventory.Device) { d.Login.PasswordPrompt = "secret word?" }, "", "", 1},
		"a code first":         {[]simulator.Round{hidden("Enter PASSCODE: ", "123456"), password}, nil, collector.ClassSecondFactor, "PASSCODE", 0},
		"a code, both methods": {[]simulator.Round{hidden("Verification code: ", "123456"), password}, offerBoth, collector.ClassSecondFactor, "Verification code", 0},
		"a code afterwards":    {[]simulator.Round{password, hidden("Verification code: ", "123456")}, offerBoth, collector.ClassSecondFactor, "Verification code", 1},
		"Duo afterwards": {[]simulator.Round{password, {Prompts: []simulator.Prompt{{Text: "Duo two-factor login for ops\n\n 1. Duo Push\n\nPasscode or option (1-1): ",
			Visible: true, Answer: "1"}}}}, nil, collector.ClassSecondFactor, "Passcode or option", 1},
		"both at once": {[]simulator.Round{{Prompts: []simulator.Prompt{{Text: "Password: "}, {Text: "OTP: ", Answer: "123456"}}}}, nil, collector.ClassSecondFactor, "OTP", 0},
		"expired": {[]simulator.Round{password, {Instruction: "Your password has expired."}, hidden("New password: ", "x")}, nil,
			collector.ClassPasswordExpired, "New password", 1},
		"asked twice": {[]simulator.Round{password, password}, offerBoth, collector.ClassAuthRejected, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			sim := linuxDevice()
			sim.Quirks.Dialogue = test.dialogue
			change := test.change
			if change == nil {
				change = func(*simulator.Device, *inventory.Device) {}
			}
			change(&sim, &inventory.Device{})
			server, device, options := start(t, sim)
			change(&sim, &device)
			err := tryOpen(t, device, options)
			if class(err) != test.class || test.says != "" && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.SecretAttempts(); n != test.secrets {
				t.Errorf("the secret was sent %d times, want %d", n, test.secrets)
			}
		})
	}
}

func offerBoth(d *simulator.Device, _ *inventory.Device) { d.Quirks.BothMethods = true }

// TestSecondFactorProvesNothingAboutThePassword: the next devices may try it.
func TestSecondFactorProvesNothingAboutThePassword(t *testing.T) {
	memory := collector.NewRejections()
	for i := range 4 {
		sim := linuxDevice()
		if i < 3 {
			sim.Quirks.Dialogue = []simulator.Round{hidden("Password: ", ""), hidden("Verification code: ", "1")}
		}
		_, device, options := start(t, sim)
		options.Rejections = memory
		want := map[bool]collector.Class{true: collector.ClassSecondFactor, false: ""}[i < 3]
		if err := tryOpen(t, device, options); class(err) != want {
			t.Errorf("device %d: %v", i, err)
		}
	}
}

// TestFactors: several methods that must succeed together.
func TestFactors(t *testing.T) {
	signer, key := newKey(t)
	for name, test := range map[string]struct {
		factors  []string
		password string
		key      bool
		class    collector.Class
		says     string
		bars     bool // the next device is not tried with this secret

	}{
		"key and password":         {[]string{"publickey", "password"}, "", true, "", "", false},
		"password and key":         {[]string{"password", "publickey"}, "", true, "", "", false},
		"key and wrong password":   {[]string{"publickey", "password"}, "test:wr0ng", true, collector.ClassAuthRejected, "", true},
		"key and wrong dialogue":   {[]string{"publickey", "keyboard-interactive"}, "test:wr0ng", true, collector.ClassAuthRejected, "", true},
		"password, then no key":    {[]string{"password", "publickey"}, "", false, collector.ClassSecondFactor, "publickey as well", false},
		"password, then a second":  {[]string{"password", "keyboard-interactive"}, "", false, collector.ClassSecondFactor, "keyboard-interactive as well", false},
		"key, then no password":    {[]string{"publickey", "password"}, "none", true, collector.ClassSecondFactor, "password as well. Give this login what the device wants", false},
		"wrong password, then key": {[]string{"password", "publickey"}, "test:wr0ng", true, collector.ClassAuthRejected, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			sim := linuxDevice()
			sim.Keys, sim.Quirks.Factors = []ssh.PublicKey{signer.PublicKey()}, test.factors
			server, device, options := start(t, sim)
			options.Rejections = collector.NewRejections()
			switch test.password {
			case "":
			case "none":
				device.Login.Password = ""
			default:
				device.Login.Password = test.password
			}
			if test.key {
				device.Login.Keys = []string{key}
			}
			err := tryOpen(t, device, options)
			if class(err) != test.class || test.says != "" && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.SecretAttempts(); n > 1 {
				t.Errorf("the secret was sent %d times", n)
			}
			plain, next, _ := start(t, linuxDevice())
			next.Login = device.Login
			if next.Login.Password == "" {
				return
			}
			next.Login.Keys = nil
			if err := tryOpen(t, next, options); (class(err) == collector.ClassNotTried) != test.bars {
				t.Errorf("the next device: %v", err)
			}
			if n := plain.SecretAttempts(); (n == 0) != test.bars {
				t.Errorf("the next device saw %d attempts", n)
			}
		})
	}
}
