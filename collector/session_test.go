package collector_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// longOutput is an output full of what looks like prompts.
func longOutput(peers int) string {
	var b strings.Builder
	for i := range peers {
		fmt.Fprintf(&b, "   current_peer 192.0.2.%d port 500\n", i%250+1)
		b.WriteString("     PERMIT, flags={origin_is_acl,}\n")
		fmt.Fprintf(&b, "    #pkts encaps: %d, #pkts encrypt: %d, #pkts digest: %d\n", i, i, i)
		b.WriteString("    #send errors 0, #recv errors 0\n\n")
	}
	return b.String()
}

func answered(command, text string) collector.Output {
	return collector.Output{Command: command, Status: collector.Answered, Text: text}
}

func iosDevice(outputs ...collector.Output) simulator.Device {
	return simulator.Device{
		Name: "hq-rtr1", Platform: "cisco-ios", User: "ops", Password: "s3cret-login",
		Capture: &collector.Capture{Device: "hq-rtr1", Platform: "cisco-ios", Outputs: outputs},
	}
}

// secrets resolves "test:X" to X, as a credential store would.
func secrets(_ context.Context, ref string) (string, error) {
	value, ok := strings.CutPrefix(ref, "test:")
	if !ok {
		return "", fmt.Errorf("no such reference %s", ref)
	}
	return value, nil
}

// start runs the simulated device and returns how to reach it.
func start(t *testing.T, d simulator.Device, with ...simulator.Option) (*simulator.Server, inventory.Device, collector.Options) {
	t.Helper()
	server, err := simulator.Start(context.Background(), d, with...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	device := inventory.Device{
		Name: d.Name, Address: "127.0.0.1", Port: server.Addr().Port, Platform: d.Platform,
		Login: inventory.Login{User: d.User, Password: "test:" + d.Password},
	}
	options := collector.Options{
		KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), Resolve: secrets, SkipAgent: true, Retries: []time.Duration{},
	}
	return server, device, options
}

func open(t *testing.T, d inventory.Device, o collector.Options) *collector.Session {
	t.Helper()
	s, err := collector.Open(context.Background(), d, dialects[d.Platform], o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func show(t *testing.T, platform, text string) collector.Command {
	t.Helper()
	c, err := collector.Show(platform, text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func class(err error) collector.Class {
	var e *collector.Error
	if errors.As(err, &e) {
		return e.Class
	}
	return ""
}

// within fails the test instead of letting it hang.
func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestShellAnswersAreWhole(t *testing.T) {
	long := longOutput(250)
	for name, quirks := range map[string]simulator.Quirks{
		"plain":           {},
		"pager stays on":  {RefusePagerOff: true},
		"motd with marks": {Motd: "### Authorised use only #\r\nhq-rtr1>\r\n# welcome #"},
		"small chunks":    {Chunk: 7},
		"banner":          {Banner: "#####\nkeep out>\n#"},
		"keyboard":        {KeyboardInteractive: true},
		"far away":        {RTT: 250 * time.Millisecond, Motd: "# hello #"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := iosDevice(answered("show crypto ipsec sa", long), answered("show clock", "*10:00:00.000 UTC Wed Nov 25 2026\n"))
			d.Quirks = quirks
			server, device, options := start(t, d)
			s := open(t, device, options)
			if s.Prompt() != "hq-rtr1#" {
				t.Fatalf("prompt %q", s.Prompt())
			}
			for range 2 {
				out := s.Run(within(t, 20*time.Second), show(t, "cisco-ios", "show crypto ipsec sa"))
				if out.Status != collector.Answered || out.Text != long {
					t.Fatalf("%s (%s), %d bytes of %d", out.Status, out.Reason, len(out.Text), len(long))
				}
			}
			out := s.Run(within(t, 20*time.Second), show(t, "cisco-ios", "show clock"))
			if !strings.HasPrefix(out.Text, "*10:00:00.000 UTC") || strings.Contains(out.Text, "#") {
				t.Errorf("clock: %q", out.Text)
			}
			if n := server.AuthAttempts(); n != 1 {
				t.Errorf("%d login attempts", n)
			}
		})
	}
}

func TestASA(t *testing.T) {
	long := longOutput(100)
	d := simulator.Device{Name: "fw1", Hostname: "fw1/pri/act", Platform: "cisco-asa", User: "ops", Password: "pw-of-fw1", EnableSecret: "en4ble",
		Quirks:  simulator.Quirks{RefusePagerOff: true, Chunk: 3},
		Capture: &collector.Capture{Outputs: []collector.Output{answered("show crypto ipsec sa", long)}}}
	_, device, options := start(t, d)
	device.Login.EnableSecret = "test:en4ble"
	s := open(t, device, options)
	out := s.Run(within(t, 20*time.Second), show(t, "cisco-asa", "show crypto ipsec sa"))
	if s.Prompt() != "fw1/pri/act#" || out.Status != collector.Answered || out.Text != long {
		t.Errorf("prompt %q, %s %s, %d bytes of %d", s.Prompt(), out.Status, out.Reason, len(out.Text), len(long))
	}
	setup := s.Setup()
	if len(setup) != 2 || setup[0].Command != "enable" || setup[1].Status != collector.Refused {
		t.Errorf("set-up: %+v", setup)
	}
}

func TestRefusalIsNotAnAnswer(t *testing.T) {
	d := iosDevice(answered("show version", "Cisco IOS Software\n"))
	d.Quirks.Refuse = []string{"show logging"}
	_, device, options := start(t, d)
	s := open(t, device, options)
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show logging"))
	if out.Status != collector.Refused || !strings.Contains(out.Reason, "authoriz") {
		t.Errorf("%s %q, text %q", out.Status, out.Reason, out.Text)
	}
	if out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version")); out.Status != collector.Answered {
		t.Errorf("after a refusal: %s %s", out.Status, out.Reason)
	}
}

func TestEnable(t *testing.T) {
	for name, test := range map[string]struct {
		secret string
		noway  bool
		prompt string
		class  collector.Class
	}{
		"right secret": {secret: "test:en4ble", prompt: "hq-rtr1#"},
		"no secret":    {prompt: "hq-rtr1>"},
		"wrong secret": {secret: "test:other", class: collector.ClassPrivilege, prompt: "hq-rtr1>"},
		"no enable":    {secret: "test:en4ble", noway: true, class: collector.ClassPrivilege, prompt: "hq-rtr1>"},
	} {
		t.Run(name, func(t *testing.T) {
			d := iosDevice(answered("show version", "Cisco IOS Software\n"))
			d.EnableSecret, d.Quirks.NoEnable = "en4ble", test.noway
			server, device, options := start(t, d)
			device.Login.EnableSecret = test.secret
			s, err := collector.Open(within(t, 20*time.Second), device, dialects["cisco-ios"], options)
			if err != nil {
				if test.class == "" || class(err) != test.class {
					t.Fatal(err)
				}
				return
			}
			defer func() { _ = s.Close() }()
			if s.Prompt() != test.prompt {
				t.Errorf("prompt %q", s.Prompt())
			}
			enables := strings.Count(strings.Join(server.Commands(), "\n"), "enable")
			if want := min(1, len(test.secret)); enables != want {
				t.Errorf("enable sent %d times, want %d: %q", enables, want, server.Commands())
			}
		})
	}
}

func TestWrongPasswordIsTriedOnce(t *testing.T) {
	for _, keyboard := range []bool{false, true} {
		d := iosDevice()
		d.Quirks.KeyboardInteractive = keyboard
		server, device, options := start(t, d)
		device.Login.Password = "test:wr0ng"
		_, err := collector.Open(within(t, 20*time.Second), device, dialects["cisco-ios"], options)
		if class(err) != collector.ClassAuthRejected {
			t.Errorf("keyboard %v: %v", keyboard, err)
		}
		if n := server.AuthAttempts(); n != 1 {
			t.Errorf("keyboard %v: %d attempts", keyboard, n)
		}
		if err != nil && strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("the secret is in the error: %v", err)
		}
	}
}

func TestNothingIsSentWhileACommandHangs(t *testing.T) {
	t.Parallel()
	d := iosDevice(answered("show version", "Cisco IOS Software\n"))
	d.Quirks.Hang = []string{"show clock"}
	_, device, options := start(t, d)
	options.FirstByteTimeout, options.IdleTimeout = 400*time.Millisecond, 400*time.Millisecond
	s := open(t, device, options)
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	if out.Status != collector.TimedOut || out.Text != "" {
		t.Fatalf("%s %q", out.Status, out.Text)
	}
	// The prompt never comes back, so nothing more may be sent.
	out = s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version"))
	if out.Status == collector.Answered || s.Err() == nil || s.Err().Class != collector.ClassTimeout {
		t.Errorf("%s, %v", out.Status, s.Err())
	}
}

func TestConnectionLossKeepsWhatCame(t *testing.T) {
	d := iosDevice(answered("show version", "Cisco IOS Software\n"), answered("show crypto ipsec sa", longOutput(200)))
	d.Quirks.CutAfter = 6000
	_, device, options := start(t, d)
	s := open(t, device, options)
	first := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version"))
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show crypto ipsec sa"))
	if first.Status != collector.Answered || out.Status != collector.Truncated || len(out.Text) < 1000 {
		t.Errorf("%s, then %s with %d bytes", first.Status, out.Status, len(out.Text))
	}
	if s.Err() == nil || s.Err().Class != collector.ClassDisconnected || s.Err().Advice == "" {
		t.Errorf("error %v", s.Err())
	}
}

func TestOutputLimit(t *testing.T) {
	long := longOutput(2000)
	_, device, options := start(t, iosDevice(answered("show crypto ipsec sa", long), answered("show version", "Cisco IOS Software\n")))
	options.MaxOutput = 10_000
	s := open(t, device, options)
	out := s.Run(within(t, 20*time.Second), show(t, "cisco-ios", "show crypto ipsec sa"))
	if out.Status != collector.Truncated || len(out.Text) < 9000 || !strings.HasPrefix(long, out.Text) {
		t.Errorf("%s, %d bytes", out.Status, len(out.Text))
	}
	if out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version")); out.Status != collector.Answered {
		t.Errorf("after the limit: %s %s", out.Status, out.Reason)
	}
}

func TestSecretsDoNotLeaveTheSession(t *testing.T) {
	text := "crypto isakmp key CANARY-psk-1 address 192.0.2.1\n"
	_, device, options := start(t, iosDevice(answered("show logging", text)))
	var audit bytes.Buffer
	options.Audit = &audit
	s := open(t, device, options)
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show logging"))
	if strings.Contains(out.Text, "CANARY") || out.Redacted != 1 {
		t.Errorf("%d redactions: %q", out.Redacted, out.Text)
	}
	_ = s.Close()
	lines := strings.Split(strings.TrimSpace(audit.String()), "\n")
	var last struct {
		Command, Status, Device string
		Bytes, Redactions       int
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-2]), &last); err != nil {
		t.Fatal(err)
	}
	if last.Command != "show logging" || last.Redactions != 1 || last.Device != "hq-rtr1" || last.Bytes != len(out.Text) {
		t.Errorf("audit line %s", lines[len(lines)-2])
	}
	if goodbye := lines[len(lines)-1]; !strings.Contains(goodbye, `"command":"exit","status":"answered"`) {
		t.Errorf("the last line sent is not in the audit log: %s", goodbye)
	}
	if strings.Contains(audit.String(), "crypto isakmp key") || strings.Contains(audit.String(), "s3cret") {
		t.Errorf("output or secret in the audit log: %s", audit.String())
	}
}
