package collector_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// sshAgent runs the machine's own ssh-agent and returns its socket and a
// client that fills it.
func sshAgent(t *testing.T) (string, agent.ExtendedAgent) {
	t.Helper()
	program, err := exec.LookPath("ssh-agent")
	if err != nil {
		t.Skip("skipped: no ssh-agent on this machine")
	}
	socket := filepath.Join(shortDir(t), "s")
	server := exec.Command(program, "-D", "-a", socket)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for range 500 {
		if conn, err := net.Dial("unix", socket); err == nil {
			t.Cleanup(func() { _ = conn.Close() })
			return socket, agent.NewClient(conn)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("ssh-agent does not listen")
	return "", nil
}

// authorize lets a key in to the sshd of startOpenSSH.
func authorize(t *testing.T, o collector.Options, key ssh.PublicKey) {
	t.Helper()
	file := filepath.Join(filepath.Dir(o.KnownHosts), "authorized_keys")
	if err := os.WriteFile(file, ssh.MarshalAuthorizedKey(key), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOpenSSHCertificates: made by ssh-keygen, beside a key of each kind, and in
// ssh-agent, where sshd knows nothing but the authority.
func TestOpenSSHCertificates(t *testing.T) {
	dir := t.TempDir()
	authority := filepath.Join(dir, "ca")
	keygen(t, "-q", "-t", "ed25519", "-N", "", "-f", authority)
	device, options := startOpenSSH(t, "TrustedUserCAKeys="+authority+".pub")
	me := device.Login.User
	issue := func(t *testing.T, kind, validity, passphrase string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "id_"+kind)
		keygen(t, "-q", "-t", kind, "-N", passphrase, "-f", path)
		keygen(t, "-q", "-s", authority, "-I", "test", "-n", me, "-V", validity, path+".pub")
		return path
	}
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		t.Run(kind, func(t *testing.T) {
			d := device
			d.Login.Keys = []string{issue(t, kind, "-1h:+1h", "")}
			if err := tryOpen(t, d, options); err != nil {
				t.Error(err)
			}
			if err := os.Remove(d.Login.Keys[0] + "-cert.pub"); err != nil {
				t.Fatal(err)
			}
			if err := tryOpen(t, d, options); class(err) != collector.ClassAuthRejected {
				t.Errorf("without the certificate: %v", err)
			}
		})
	}
	t.Run("expired", func(t *testing.T) {
		d := device
		d.Login.Keys = []string{issue(t, "ed25519", "-2h:-1h", "")}
		if err := tryOpen(t, d, options); class(err) != collector.ClassAuthRejected || !strings.Contains(err.Error(), "-cert.pub ran out at 20") {
			t.Errorf("%v", err)
		}
	})
	t.Run("in ssh-agent", func(t *testing.T) {
		path := issue(t, "rsa", "-1h:+1h", "secret")
		socket, ring := sshAgent(t)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		private, err := ssh.ParseRawPrivateKeyWithPassphrase(text, []byte("secret"))
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
			t.Fatal(err)
		}
		d, o := device, options
		d.Login.Keys, o.AgentSocket, o.SkipAgent = []string{path}, socket, false
		if err := tryOpen(t, d, o); err != nil {
			t.Errorf("the key in the agent, the certificate in a file: %v", err)
		}
		public, err := os.ReadFile(path + "-cert.pub")
		if err != nil {
			t.Fatal(err)
		}
		cert, _, _, _, err := ssh.ParseAuthorizedKey(public)
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Add(agent.AddedKey{PrivateKey: private, Certificate: cert.(*ssh.Certificate)}); err != nil {
			t.Fatal(err)
		}
		d.Login.Keys, d.Login.Agent = nil, true
		if err := os.Remove(path + "-cert.pub"); err != nil {
			t.Fatal(err)
		}
		if err := tryOpen(t, d, o); err != nil {
			t.Errorf("both in the agent: %v", err)
		}
	})
}

// TestOpenSSHMaxAuthTries: six keys in ssh-agent and an sshd that allows three
// failures, which closes the connection on clients that offer all they have.
func TestOpenSSHMaxAuthTries(t *testing.T) {
	device, options := startOpenSSH(t, "MaxAuthTries=3")
	socket, ring := sshAgent(t)
	var last ssh.Signer
	for range 6 {
		private, signer := generate(t)
		if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
			t.Fatal(err)
		}
		last = signer
	}
	options.AgentSocket, options.SkipAgent = socket, false
	configured := device.Login.Keys
	device.Login.Agent, device.Login.Keys = true, nil
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassAuthRejected || !strings.Contains(err.Error(), "name the right one under \"keys\"") || !strings.Contains(err.Error(), "3 more keys were not tried") {
		t.Errorf("none of them: %v", err)
	}
	device.Login.Keys = configured
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("the configured key first: %v", err)
	}
	authorize(t, options, last.PublicKey())
	public := filepath.Join(t.TempDir(), "id.pub")
	if err := os.WriteFile(public, ssh.MarshalAuthorizedKey(last.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	device.Login.Keys = []string{public}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("the agent's last, named by its public half: %v", err)
	}
}

// TestOpenSSHSecurityKey: sshd verifies what the agent's token signed, alone and
// with a certificate.
func TestOpenSSHSecurityKey(t *testing.T) {
	authority, _ := newKey(t)
	file := filepath.Join(t.TempDir(), "ca.pub")
	if err := os.WriteFile(file, ssh.MarshalAuthorizedKey(authority.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	token := newTokenAgent(t)
	close(token.touched)
	device, options := startOpenSSH(t, "TrustedUserCAKeys="+file)
	options.AgentSocket, options.SkipAgent = serveAgent(t, token), false
	stub := securityKeyFile(t, token.public)
	device.Login.Keys = []string{stub}
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("a key nobody knows: %v", err)
	}
	cert := certificateFor(t, token.public, authority, func(c *ssh.Certificate) { c.ValidPrincipals = []string{device.Login.User} })
	if err := os.WriteFile(stub+"-cert.pub", ssh.MarshalAuthorizedKey(cert), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("by its certificate: %v", err)
	}
	if err := os.Remove(stub + "-cert.pub"); err != nil {
		t.Fatal(err)
	}
	authorize(t, options, token.public)
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("by itself: %v", err)
	}
}

// TestOpenSSHSeveralFactors: the key is right and not enough.
func TestOpenSSHSeveralFactors(t *testing.T) {
	device, options := startOpenSSH(t, "AuthenticationMethods=publickey,password")
	if err := tryOpen(t, device, options); class(err) != collector.ClassSecondFactor || !strings.Contains(err.Error(), "accepted publickey and wants password as well") {
		t.Errorf("%v", err)
	}
	options.Rejections = collector.NewRejections()
	device.Login.Password = "test:surely-not-the-password"
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("with a wrong password: %v", err)
	}
	others := slices.Repeat([]inventory.Device{device}, 3)
	for _, d := range others {
		if err := tryOpen(t, d, options); class(err) != collector.ClassNotTried {
			t.Errorf("again: %v", err)
		}
	}
}
