package collector_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// tryOpen logs in and leaves at once.
func tryOpen(t *testing.T, d inventory.Device, o collector.Options) error {
	t.Helper()
	s, err := collector.Open(within(t, 20*time.Second), d, dialects[d.Platform], o)
	if err == nil {
		_ = s.Close()
	}
	return err
}

func TestHostKeyPolicies(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	strict := options
	strict.HostKeys = collector.HostKeysStrict
	if err := tryOpen(t, device, strict); class(err) != collector.ClassHostKeyUnknown || !strings.Contains(err.Error(), "SHA256:") {
		t.Errorf("strict, unknown host: %v", err)
	}
	if n := server.AuthAttempts(); n != 0 {
		t.Errorf("a login was tried before the host key was accepted (%d)", n)
	}
	if err := tryOpen(t, device, options); err != nil {
		t.Fatalf("trust on first use: %v", err)
	}
	if err := tryOpen(t, device, strict); err != nil {
		t.Errorf("strict, known host: %v", err)
	}
	info, err := os.Stat(options.KnownHosts)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("known_hosts: %v %v", info.Mode(), err)
	}
}

func TestChangedHostKeyIsAHardError(t *testing.T) {
	d := linuxDevice()
	d.Quirks.WrongHostKeyAfterFirst = true
	server, device, options := start(t, d)
	if err := tryOpen(t, device, options); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyChanged {
			t.Errorf("changed key: %v", err)
		}
	}
	if n := server.AuthAttempts(); n != 1 {
		t.Errorf("%d logins, the secret went to a host with another key", n)
	}
}

func TestPinnedHostKey(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	device.HostKey = ssh.FingerprintSHA256(server.HostKey())
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("right pin: %v", err)
	}
	if _, err := os.Stat(options.KnownHosts); err == nil {
		t.Error("a pinned key was recorded as well")
	}
	device.HostKey = "SHA256:" + strings.Repeat("A", 43)
	if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyChanged {
		t.Errorf("wrong pin: %v", err)
	}
}

func TestUnreadableKnownHostsStopsTheLogin(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	options.KnownHosts = t.TempDir()
	if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyUnknown || server.AuthAttempts() != 0 {
		t.Errorf("%v", err)
	}
	device.HostKey = ssh.FingerprintSHA256(server.HostKey())
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("a pinned key needs no file: %v", err)
	}
}

// TestAnUnreadableLineIsToldOnce, and the other lines count.
func TestAnUnreadableLineIsToldOnce(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	writeFile(t, options.KnownHosts, "not a known_hosts line\n"+line("", knownhosts.Name(server.Addr().String()), server.HostKey()))
	var out strings.Builder
	options.Log = logrus.New()
	options.Log.SetOutput(&out)
	options.Known, options.HostKeys = &knownhosts.Files{}, collector.HostKeysStrict
	for range 2 {
		if err := tryOpen(t, device, options); err != nil {
			t.Error(err)
		}
	}
	if strings.Count(out.String(), "line 1 of "+options.KnownHosts) != 1 {
		t.Errorf("log: %s", out.String())
	}
}

func TestProfiles(t *testing.T) {
	d := iosDevice()
	d.Quirks.OldAlgorithms = true
	_, device, options := start(t, d)
	options.Profile = collector.ProfileModern
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), "the device offers") || !strings.Contains(err.Error(), `the profile "modern" offers`) {
		t.Errorf("modern: %v", err)
	}
	options.Profile = collector.ProfileLegacy
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("legacy: %v", err)
	}
	options.Profile = "strongest"
	if err := tryOpen(t, device, options); err == nil {
		t.Error("an unknown profile passes")
	}
}

func TestNoConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	_, device, options := start(t, linuxDevice())
	for name, test := range map[string]struct {
		change func(*inventory.Device, *collector.Options)
		class  collector.Class
	}{
		"refused":       {func(d *inventory.Device, _ *collector.Options) { d.Port = closed }, collector.ClassUnreachable},
		"no such name":  {func(d *inventory.Device, _ *collector.Options) { d.Address = "nowhere.invalid" }, collector.ClassName},
		"no credential": {func(d *inventory.Device, _ *collector.Options) { d.Login.Password = "" }, collector.ClassNoCredential},
		"no user":       {func(d *inventory.Device, _ *collector.Options) { d.Login.User = "" }, collector.ClassNoCredential},
		"bad reference": {func(d *inventory.Device, _ *collector.Options) { d.Login.Password = "vault:x" }, collector.ClassCredential},
		"no key file":   {func(d *inventory.Device, _ *collector.Options) { d.Login.Keys = []string{"/nonexistent/key"} }, collector.ClassCredential},
		"no answer": {func(_ *inventory.Device, o *collector.Options) {
			o.ConnectTimeout = 10 * time.Millisecond
			o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}, collector.ClassUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			d, o := device, options
			test.change(&d, &o)
			err := tryOpen(t, d, o)
			if class(err) != test.class || !strings.Contains(err.Error(), "br1") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestResetBeforeBanner(t *testing.T) {
	d := linuxDevice()
	d.Quirks.ResetBeforeBanner = -1
	_, device, options := start(t, d)
	if err := tryOpen(t, device, options); class(err) != collector.ClassConnectionCut {
		t.Errorf("%v", err)
	}
}

func TestSilentServerMeetsTheDeadline(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, device, options := start(t, linuxDevice())
	device.Port = listener.Addr().(*net.TCPAddr).Port
	options.LoginTimeout = 100 * time.Millisecond
	if err := tryOpen(t, device, options); class(err) != collector.ClassTimeout {
		t.Errorf("%v", err)
	}
}

func TestKeyBeforePassword(t *testing.T) {
	signer, path := newKey(t)
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{signer.PublicKey()}
	server, device, options := start(t, d)
	device.Login.Keys, device.Login.Password = []string{path}, ""
	if err := tryOpen(t, device, options); err != nil {
		t.Fatal(err)
	}
	_, other := newKey(t)
	before := server.AuthAttempts()
	device.Login.Keys, device.Login.Password = []string{other}, "test:wr0ng"
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("%v", err)
	}
	if n := server.AuthAttempts() - before; n != 2 {
		t.Errorf("%d attempts, want one with the key and one with the secret", n)
	}
}

func TestJump(t *testing.T) {
	bastion := linuxDevice()
	bastion.Name, bastion.Forward = "bastion", true
	_, through, options := start(t, bastion)
	bastions := collector.NewBastions()
	defer bastions.Close()
	_, device, behind := start(t, iosDevice(answered("show version", "Cisco IOS Software\n")))
	behind.Dial = dialThrough(t, bastions, device, collector.Hop{Device: through, Options: options})
	s := open(t, device, behind)
	if out := s.Run(within(t, 10*time.Second), show(t, "cisco-ios", "show version")); out.Status != collector.Answered {
		t.Errorf("%s %s", out.Status, out.Reason)
	}
	device.Port = 1
	if err := tryOpen(t, device, behind); class(err) != collector.ClassUnreachable {
		t.Errorf("nothing behind the jump host: %v", err)
	}
}

func TestRecognise(t *testing.T) {
	all := []collector.Dialect{dialects["cisco-ios"], dialects["cisco-asa"], dialects["strongswan"]}
	for name, test := range map[string]struct {
		device   simulator.Device
		platform string
	}{
		"ios":   {iosDevice(answered("show version", longOutput(30)+"Cisco IOS Software, IOSv Software\n")), "cisco-ios"},
		"linux": {linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n")), "strongswan"},
		"asa": {simulator.Device{Name: "fw1", Platform: "cisco-asa", User: "ops", Password: "pw-of-fw1", EnableSecret: "en4ble",
			Capture: &collector.Capture{Outputs: []collector.Output{answered("show version",
				"\nCisco Adaptive Security Appliance Software Version 9.12(4)\n"+longOutput(30))}}}, "cisco-asa"},
		"bare linux": {linuxDevice(answered("swanctl --version", "something else\n")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			server, device, options := start(t, test.device)
			platform, err := collector.Recognise(within(t, 20*time.Second), device, all, options)
			if platform != test.platform || (err == nil) != (platform != "") {
				t.Errorf("%q, %v", platform, err)
			}
			if err != nil && class(err) != collector.ClassUnknownPlatform {
				t.Errorf("%v", err)
			}
			for _, sent := range server.Commands() {
				if sent != "" && sent != "show version" && sent != "swanctl --version" && sent != "exit" {
					t.Errorf("sent %q before the platform is known", sent)
				}
			}
		})
	}
}

func TestWrongPlatformIsNamed(t *testing.T) {
	_, device, options := start(t, iosDevice())
	device.Platform = "strongswan"
	s := open(t, device, options)
	for range 2 {
		s.Run(within(t, 10*time.Second), show(t, "strongswan", "swanctl --version"))
	}
	if s.Err() == nil || s.Err().Class != collector.ClassWrongPlatform {
		t.Errorf("a router taken for a Linux host: %v", s.Err())
	}
}

func TestRecogniseNamesWhatItSaw(t *testing.T) {
	_, device, options := start(t, linuxDevice())
	_, err := collector.Recognise(within(t, 20*time.Second), device, []collector.Dialect{dialects["cisco-ios"]}, options)
	if class(err) != collector.ClassUnknownPlatform || !strings.Contains(err.Error(), "SSH-2.0-") {
		t.Errorf("%v", err)
	}
}

// newKey makes a private key file for one test.
func newKey(t *testing.T) (ssh.Signer, string) {
	t.Helper()
	private, signer := generate(t)
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(path, pemOf(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return signer, path
}
