package collector_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/inventory"
)

// keygen runs the machine's ssh-keygen.
func keygen(t *testing.T, args ...string) {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("skipped: no ssh-keygen on this machine")
	}
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen %v: %v %s", args, err, out)
	}
}

// certifiedOpenSSH is an sshd with a certificate that ssh-keygen made, and the
// public key of the authority.
func certifiedOpenSSH(t *testing.T, certify ...string) (inventory.Device, collector.Options, ssh.PublicKey) {
	t.Helper()
	dir := t.TempDir()
	key, authority := filepath.Join(dir, "host"), filepath.Join(dir, "ca")
	keygen(t, "-q", "-t", "ecdsa", "-N", "", "-f", key)
	keygen(t, "-q", "-t", "ed25519", "-N", "", "-f", authority)
	keygen(t, append(append([]string{"-q", "-s", authority, "-h", "-I", "gate"}, certify...), key+".pub")...)
	device, options := startOpenSSH(t, "HostKey="+key, "HostCertificate="+key+"-cert.pub")
	device.HostKey = ""
	options.HostKeys = collector.HostKeysStrict
	text, err := os.ReadFile(authority + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return device, options, public
}

func TestOpenSSHHostCertificate(t *testing.T) {
	for name, test := range map[string]struct {
		certify []string
		says    string
	}{
		"valid":        {[]string{"-n", "127.0.0.1", "-V", "-1h:+1h"}, ""},
		"expired":      {[]string{"-n", "127.0.0.1", "-V", "-2h:-1h"}, `the host certificate "gate", serial 0, has expired on `},
		"another host": {[]string{"-n", "r1.example.com,r2.example.com"}, "is for r1.example.com, r2.example.com and not for 127.0.0.1"},
		"for all":      {nil, "names no host"},
	} {
		t.Run(name, func(t *testing.T) {
			device, options, authority := certifiedOpenSSH(t, test.certify...)
			writeFile(t, options.KnownHosts, line("@cert-authority", "*", authority))
			err := tryOpen(t, device, options)
			if test.says == "" && err != nil {
				t.Error(err)
			}
			if test.says != "" && (class(err) != collector.ClassHostKeyUnknown || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestOpenSSHClientTakesWhatWeRecord, and we take what it hashes.
func TestOpenSSHClientTakesWhatWeRecord(t *testing.T) {
	device, options := startOpenSSH(t)
	device.HostKey = ""
	if err := tryOpen(t, device, options); err != nil {
		t.Fatal(err)
	}
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("skipped: no ssh on this machine")
	}
	out, err := exec.Command(ssh, "-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "UserKnownHostsFile="+options.KnownHosts, "-i", device.Login.Keys[0], "-p", fmt.Sprint(device.Port),
		device.Login.User+"@"+device.Address, "echo", "in").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "in\n") {
		t.Errorf("ssh refuses our file: %v %s", err, out)
	}
	keygen(t, "-q", "-H", "-f", options.KnownHosts)
	if text, _ := os.ReadFile(options.KnownHosts); !strings.HasPrefix(string(text), "|1|") {
		t.Fatalf("not hashed: %s", text)
	}
	options.HostKeys, options.Known = collector.HostKeysStrict, &knownhosts.Files{}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("hashed by ssh-keygen: %v", err)
	}
}

// TestTheCommandInTheAdviceRemovesTheKey: what is printed for a changed key
// can be pasted.
func TestTheCommandInTheAdviceRemovesTheKey(t *testing.T) {
	device, options := startOpenSSH(t)
	device.HostKey = ""
	_, other := generate(t)
	writeFile(t, options.KnownHosts, line("", fmt.Sprintf("[127.0.0.1]:%d", device.Port), other.PublicKey()))
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassHostKeyChanged {
		t.Fatalf("%v", err)
	}
	keygen(t, "-l", "-f", options.KnownHosts) // skips where there is none
	_, command, _ := strings.Cut(err.Error(), "remove the old one with ")
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s", command, err, out)
	}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("after %s: %v", command, err)
	}
}

func TestOpenSSHNegotiation(t *testing.T) {
	for name, test := range map[string]struct {
		setting string
		says    string
	}{
		"gex only":          {"KexAlgorithms=diffie-hellman-group-exchange-sha256", ""},
		"gex with SHA-1":    {"KexAlgorithms=diffie-hellman-group-exchange-sha1", "ssh_profile: legacy"},
		"group14 SHA-1":     {"KexAlgorithms=diffie-hellman-group14-sha1", "ssh_profile: compatible"},
		"cbc":               {"Ciphers=aes128-cbc", "ssh_profile: legacy"},
		"nothing we have":   {"Ciphers=aes256-cbc", "No SSH profile has a common algorithm for all that is needed (cipher)"},
		"a group we do not": {"KexAlgorithms=diffie-hellman-group18-sha512", "(key exchange)"},
	} {
		t.Run(name, func(t *testing.T) {
			device, options := startOpenSSH(t, test.setting)
			options.Profile = collector.ProfileModern
			err := tryOpen(t, device, options)
			if test.says == "" && err != nil {
				t.Error(err)
			}
			if test.says != "" && (class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("%v", err)
			}
		})
	}
}
