package collector_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// startOpenSSH runs the machine's own sshd on loopback, for the one server
// that is not ours, with these settings of sshd_config. It accepts a key made for the test.
func startOpenSSH(t *testing.T, settings ...string) (inventory.Device, collector.Options) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("skipped: the commands are those of a Linux host")
	}
	sshd, err := exec.LookPath("sshd")
	if err != nil {
		if sshd = "/usr/sbin/sshd"; !executable(sshd) {
			t.Skip("skipped: no sshd on this machine")
		}
	}
	if os.Getuid() == 0 {
		// sshd as root needs its privilege separation directory.
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Skip("skipped: no /run/sshd: " + err.Error())
		}
	}
	dir := t.TempDir()
	signer, key := newKey(t)
	host, hostKey := newKey(t)
	authorized := filepath.Join(dir, "authorized_keys")
	if err := os.WriteFile(authorized, ssh.MarshalAuthorizedKey(signer.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	args := []string{"-D", "-e", "-f", "/dev/null", "-h", hostKey,
		"-o", fmt.Sprintf("ListenAddress=127.0.0.1:%d", port), "-o", "PidFile=none", "-o", "UsePAM=no",
		"-o", "StrictModes=no", "-o", "AuthorizedKeysFile=" + authorized}
	for _, s := range settings {
		args = append(args, "-o", s)
	}
	server := exec.Command(sshd, args...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	awaitPort(t, port)
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return inventory.Device{Name: "real", Address: "127.0.0.1", Port: port, Platform: "strongswan",
			HostKey: ssh.FingerprintSHA256(host.PublicKey()),
			Login:   inventory.Login{User: me.Username, Keys: []string{key}}},
		collector.Options{KnownHosts: filepath.Join(dir, "known_hosts"), Resolve: secrets, SkipAgent: true}
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&0o111 != 0
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

func awaitPort(t *testing.T, port int) {
	t.Helper()
	for range 500 {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("sshd does not listen")
}

func TestOpenSSH(t *testing.T) {
	device, options := startOpenSSH(t)
	s := open(t, device, options)
	for command, want := range map[string]string{
		"date -u +%Y-%m-%dT%H:%M:%SZ":       `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$`,
		"cat /proc/sys/net/ipv4/ip_forward": `^[01]\n$`,
	} {
		out := s.Run(within(t, 20*time.Second), show(t, "strongswan", command))
		if out.Status != collector.Answered || out.ExitCode != 0 || !regexp.MustCompile(want).MatchString(out.Text) {
			t.Errorf("%s: %s, exit %d, %q %q", command, out.Status, out.ExitCode, out.Text, out.Reason)
		}
	}
	out := s.Run(within(t, 20*time.Second), show(t, "strongswan", "tail -n 5 /var/log/charon.log"))
	if _, err := os.Stat("/var/log/charon.log"); err != nil && (out.Status != collector.Failed || out.ExitCode != 1) {
		t.Errorf("a file that is not there: %s, exit %d, %q", out.Status, out.ExitCode, out.Reason)
	}
}

func TestJumpThroughOpenSSH(t *testing.T) {
	bastion, options := startOpenSSH(t)
	bastions := collector.NewBastions()
	defer bastions.Close()
	_, device, behind := start(t, iosDevice(answered("show version", "Cisco IOS Software\n")))
	behind.Dial = dialThrough(t, bastions, device, collector.Hop{Device: bastion, Options: options})
	s := open(t, device, behind)
	if out := s.Run(within(t, 20*time.Second), show(t, "cisco-ios", "show version")); out.Status != collector.Answered {
		t.Errorf("%s %s", out.Status, out.Reason)
	}
}
