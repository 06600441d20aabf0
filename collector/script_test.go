package collector_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

func generate(t *testing.T) (crypto.PrivateKey, ssh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return private, signer
}

func pemOf(block *pem.Block) []byte { return pem.EncodeToMemory(block) }

// A scripted device says fixed things, for what the simulator does not do. It
// is given each line and returns what to send; greeting comes first.
type scripted struct {
	greeting string
	mute     bool // no echo
	hasty    bool // echoes what is typed ahead at once, not when it is read
	loses    bool // forgets what is typed ahead
	// stalls is how long it reads nothing after the first line.
	stalls time.Duration
	reply  func(line string) string

	mu   sync.Mutex
	got  []string
	gone chan struct{} // closed when the first shell has ended

	channel ssh.Channel // the shell's
}

func (d *scripted) lines() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.got, "|")
}

// serve accepts one connection and plays the script.
func (d *scripted) serve(t *testing.T) (inventory.Device, collector.Options) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	device, options := d.reached(t)
	device.Port = listener.Addr().(*net.TCPAddr).Port
	_, key := generate(t)
	go func() {
		defer close(d.gone)
		if conn, err := listener.Accept(); err == nil {
			d.talk(conn, key)
		}
	}()
	return device, options
}

// virtual plays the script without a network, for tests in virtual time.
func (d *scripted) virtual(t *testing.T) (inventory.Device, collector.Options) {
	t.Helper()
	device, options := d.reached(t)
	_, key := generate(t)
	options.Dial = func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer close(d.gone)
			d.talk(newQueued(far), key)
		}()
		return newQueued(near), nil
	}
	return device, options
}

func (d *scripted) reached(t *testing.T) (inventory.Device, collector.Options) {
	d.gone = make(chan struct{})
	device := inventory.Device{Name: "r1", Address: "127.0.0.1", Platform: "cisco-ios", Login: inventory.Login{User: "ops", Password: "test:pw"}}
	return device, collector.Options{KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), Resolve: secrets, SkipAgent: true}
}

// talk speaks SSH on a connection until it ends.
func (d *scripted) talk(conn net.Conn, key ssh.Signer) {
	config := &ssh.ServerConfig{ServerVersion: "SSH-2.0-Cisco-1.25",
		PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(key)
	defer func() { _ = conn.Close() }()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(true, nil)
			}
		}()
		d.channel = channel
		d.play(channel)
		_ = channel.Close()
	}
}

func (d *scripted) play(channel ssh.Channel) {
	_, _ = io.WriteString(channel, d.greeting)
	var line []byte
	typed := make([]byte, 4096)
	for {
		n, err := channel.Read(typed)
		if err != nil {
			return
		}
		if d.is(&d.hasty) {
			_, _ = io.WriteString(channel, strings.ReplaceAll(string(typed[:n]), "\n", "\r\n"))
		}
		for _, b := range typed[:n] {
			if b != '\n' {
				line = append(line, b)
				continue
			}
			if !d.answer(channel, string(line)) {
				return
			}
			line = nil
			if len(d.got) == 1 {
				time.Sleep(d.stalls)
			}
			if d.is(&d.loses) {
				break
			}
		}
	}
}

// is reads one of the quirks, which a test may set while the device runs.
func (d *scripted) is(quirk *bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *quirk
}

// answer answers one line. It reports whether the shell goes on.
func (d *scripted) answer(channel ssh.Channel, line string) bool {
	d.mu.Lock()
	d.got = append(d.got, line)
	d.mu.Unlock()
	if line == "exit" {
		return false
	}
	if !d.is(&d.mute) && !d.is(&d.hasty) {
		_, _ = io.WriteString(channel, line+"\r\n")
	}
	_, _ = io.WriteString(channel, d.reply(line))
	return true
}

func TestDangerousPromptsEndTheSession(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		class  collector.Class
	}{
		"configuration mode": {"r1(config)#", collector.ClassConfigMode},
		"confirm":            {"Proceed with reload? [confirm]", collector.ClassQuestion},
		"yes or no":          {"Would you like to enter the dialog? [yes/no]: ", collector.ClassQuestion},
		"a secret":           {"Password: ", collector.ClassQuestion},
	} {
		t.Run(name, func(t *testing.T) {
			d := &scripted{greeting: "r1#", reply: func(line string) string {
				if line == "show clock" {
					return "10:00:00 UTC\r\n" + test.answer
				}
				return "r1#"
			}}
			device, options := d.serve(t)
			s := open(t, device, options)
			out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
			if s.Err() == nil || s.Err().Class != test.class || out.Status == collector.Answered {
				t.Errorf("%s, %v", out.Status, s.Err())
			}
			if !strings.Contains(out.Text, "10:00:00") {
				t.Errorf("what was answered is lost: %q", out.Text)
			}
			s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version"))
			_ = s.Close()
			<-d.gone
			if sent := d.lines(); !strings.HasSuffix(sent, "show clock") {
				t.Errorf("something was sent after it: %s", sent)
			}
		})
	}
}

func TestConfigurationModeAtLogin(t *testing.T) {
	d := &scripted{greeting: "welcome\r\nr1(config)#", reply: func(string) string { return "r1(config)#" }}
	device, options := d.serve(t)
	_, err := collector.Open(within(t, 10*time.Second), device, dialects["cisco-ios"], options)
	<-d.gone
	if class(err) != collector.ClassConfigMode || d.lines() != "" {
		t.Errorf("%v, sent %q", err, d.lines())
	}
}

func TestNoPromptSaysWhatWasSeen(t *testing.T) {
	d := &scripted{greeting: "Username: ", reply: func(string) string { return "Username: " }}
	device, options := d.serve(t)
	options.LoginTimeout = 400 * time.Millisecond
	_, err := collector.Open(within(t, 10*time.Second), device, dialects["cisco-ios"], options)
	if class(err) != collector.ClassPrompt || !strings.Contains(err.Error(), "Username:") {
		t.Errorf("%v", err)
	}
}

// A slow message of the day makes the first newline come too early, so that
// one prompt too many is on its way when the first command is sent.
func TestLeftoverPromptIsNotAnAnswer(t *testing.T) {
	first := true
	d := &scripted{greeting: "Authorised#", reply: func(line string) string {
		if first {
			first = false
			return "r1#\r\nr1#"
		}
		if line == "show clock" {
			return "10:00:00 UTC\r\nr1#"
		}
		return "r1#"
	}}
	device, options := d.serve(t)
	s := open(t, device, options)
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	if s.Prompt() != "r1#" || out.Text != "10:00:00 UTC\n" {
		t.Errorf("prompt %q, %s %q", s.Prompt(), out.Status, out.Text)
	}
}

// A log message with a new prompt below it arrives between two commands.
func TestMessageBetweenCommandsIsNotAnAnswer(t *testing.T) {
	d := &scripted{greeting: "r1#"}
	d.reply = func(line string) string {
		switch line {
		case "show clock":
			return "10:00:00 UTC\r\nr1#" + "\r\n*Nov 25 10:00:00.000: %SYS-5-CONFIG_I: Configured\r\nr1#"
		case "show version":
			return "version\r\nr1#"
		}
		return "r1#"
	}
	device, options := d.serve(t)
	s := open(t, device, options)
	s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version"))
	if out.Status != collector.Answered || out.Text != "version\n" {
		t.Errorf("%s %q", out.Status, out.Text)
	}
}

func TestDeviceWithoutEcho(t *testing.T) {
	t.Parallel()
	d := &scripted{greeting: "r1#", mute: true, reply: func(line string) string {
		if line == "show clock" {
			return "\r\n10:00:00 UTC\r\nr1#"
		}
		return "\r\nr1#"
	}}
	device, options := d.serve(t)
	options.FirstByteTimeout, options.IdleTimeout = 4*time.Second, 4*time.Second
	dialect := dialects["cisco-ios"]
	dialect.Setup = nil
	s, err := collector.Open(within(t, 20*time.Second), device, dialect, options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	if out.Status != collector.Answered || out.Text != "10:00:00 UTC\n" {
		t.Errorf("%s %q", out.Status, out.Text)
	}
}

func TestLateAnswerIsNotTheNextOnes(t *testing.T) {
	release := make(chan struct{})
	d := &scripted{greeting: "r1#"}
	d.reply = func(line string) string {
		switch line {
		case "show clock":
			<-release
			return "late\r\nr1#"
		case "show version":
			return "version\r\nr1#"
		}
		return "r1#"
	}
	device, options := d.serve(t)
	options.FirstByteTimeout, options.IdleTimeout = 300*time.Millisecond, 300*time.Millisecond
	s := open(t, device, options)
	first := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show clock"))
	close(release)
	second := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version"))
	if first.Status != collector.TimedOut || second.Status != collector.Answered || second.Text != "version\n" {
		t.Errorf("%s %q, then %s %q", first.Status, first.Text, second.Status, second.Text)
	}
}
