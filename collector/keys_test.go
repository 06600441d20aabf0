package collector_test

import (
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/collector"
)

// keyFile writes a private key, with a passphrase unless that is empty.
func keyFile(t *testing.T, private crypto.PrivateKey, passphrase string) string {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(private, "")
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestKeysAreBoundedTogether: files, certificates and the agent's keys together,
// the configured ones first, and one try less where a secret may follow.
func TestKeysAreBoundedTogether(t *testing.T) {
	socket, held := agentWith(t, 6)
	other, _ := newKey(t)
	for name, test := range map[string]struct {
		files    int
		agent    bool
		password string
		allowed  ssh.PublicKey
		class    collector.Class
		attempts int
		says     string
	}{
		"agent only":             {0, true, "", other.PublicKey(), collector.ClassAuthRejected, 3, "3 more keys were not tried. Name the right key"},
		"files only":             {5, false, "", other.PublicKey(), collector.ClassAuthRejected, 3, "2 more keys were not tried"},
		"files and agent":        {2, true, "", held[0], "", 3, ""},
		"files, agent, password": {1, true, "test:pw-of-br1", other.PublicKey(), "", 3, ""},
		"password after agent":   {0, true, "test:pw-of-br1", other.PublicKey(), "", 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := linuxDevice()
			d.Keys, d.Password, d.Quirks.MaxAuthTries = []ssh.PublicKey{test.allowed}, "pw-of-br1", 3
			server, device, options := start(t, d)
			device.Login.Agent, device.Login.Password = test.agent, test.password
			for range test.files {
				_, path := newKey(t)
				device.Login.Keys = append(device.Login.Keys, path)
			}
			options.AgentSocket = socket
			err := tryOpen(t, device, options)
			if class(err) != test.class || test.says != "" && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.AuthAttempts(); n != test.attempts {
				t.Errorf("%d attempts, want %d", n, test.attempts)
			}
		})
	}
}

// TestConfiguredKeyOfTheAgent: a key file that cannot be used by itself says
// which key of the agent is meant, and no other is tried.
func TestConfiguredKeyOfTheAgent(t *testing.T) {
	ring := agent.NewKeyring()
	for range 5 {
		private, _ := generate(t)
		if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
			t.Fatal(err)
		}
	}
	private, signer := generate(t)
	if err := ring.Add(agent.AddedKey{PrivateKey: private, Comment: "ops"}); err != nil {
		t.Fatal(err)
	}
	socket := serveAgent(t, ring)
	public := filepath.Join(t.TempDir(), "id.pub")
	if err := os.WriteFile(public, ssh.MarshalAuthorizedKey(signer.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	stranger, _ := generate(t)
	for name, test := range map[string]struct {
		path  string
		skip  bool
		class collector.Class
		says  string
	}{
		"with a passphrase":            {keyFile(t, private, "secret"), false, "", ""},
		"the public half":              {public, false, "", ""},
		"only the public half is here": {strings.TrimSuffix(public, ".pub"), false, "", ""},
		"the agent does not hold it":   {keyFile(t, stranger, "secret"), false, collector.ClassCredential, "it has a passphrase; "},
		"the agent is not to be asked": {keyFile(t, private, "secret"), true, collector.ClassCredential, "it has a passphrase; the SSH agent was not asked. Add the key"},
	} {
		t.Run(name, func(t *testing.T) {
			d := linuxDevice()
			d.Keys = []ssh.PublicKey{signer.PublicKey()}
			server, device, options := start(t, d)
			device.Login.Password, device.Login.Keys = "", []string{test.path}
			options.AgentSocket, options.SkipAgent = socket, test.skip
			if err := tryOpen(t, device, options); class(err) != test.class || test.says != "" && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.AuthAttempts(); n > 1 {
				t.Errorf("%d keys tried", n)
			}
		})
	}
}

// TestSecurityKeyFile: the file of a security key holds no private key, but
// says which key of the agent is meant.
func TestSecurityKeyFile(t *testing.T) {
	token := newTokenAgent(t)
	close(token.touched)
	for range 5 {
		private, _ := generate(t)
		if err := token.Add(agent.AddedKey{PrivateKey: private}); err != nil {
			t.Fatal(err)
		}
	}
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{token.public}
	server, device, options := start(t, d)
	device.Login.Password, device.Login.Keys = "", []string{securityKeyFile(t, token.public)}
	options.AgentSocket, options.SkipAgent = serveAgent(t, token), false
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
	if n := server.AuthAttempts(); n != 1 {
		t.Errorf("%d keys tried", n)
	}
	options.AgentSocket, _ = agentWith(t, 1)
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassCredential || !strings.Contains(err.Error(), "signs through the SSH agent only; the SSH agent does not hold it") {
		t.Errorf("%v", err)
	}
}

// securityKeyFile writes what ssh-keygen -t ed25519-sk does, as far as it is
// read: a file of OpenSSH's own format whose private part nobody understands.
func securityKeyFile(t *testing.T, public ssh.PublicKey) string {
	t.Helper()
	blob := "openssh-key-v1\x00" + string(ssh.Marshal(struct {
		Cipher, KDF, Options string
		Keys                 uint32
		Public, Private      []byte
	}{"none", "none", "", 1, public.Marshal(), ssh.Marshal(struct {
		Check1, Check2 uint32
		Type           string
	}{1, 1, public.Type()})}))
	const kind = "OPENSSH PRIVATE" + " KEY"
	text := "-----BEGIN " + kind + "-----\n" + base64.StdEncoding.EncodeToString([]byte(blob)) + "\n-----END " + kind + "-----\n"
	path := filepath.Join(t.TempDir(), "id_sk")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificateFor signs a user certificate.
func certificateFor(t *testing.T, key ssh.PublicKey, authority ssh.Signer, change func(*ssh.Certificate)) *ssh.Certificate {
	t.Helper()
	cert := &ssh.Certificate{Key: key, CertType: ssh.UserCert, KeyId: "test", ValidPrincipals: []string{"ops"}, ValidBefore: ssh.CertTimeInfinity,
		Permissions: ssh.Permissions{Extensions: map[string]string{"permit-pty": ""}}}
	if change != nil {
		change(cert)
	}
	if err := cert.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	return cert
}

// TestCertificates: beside the key, in the agent, or of a key that only the
// agent has; what has run out is said and costs no try.
func TestCertificates(t *testing.T) {
	authority, _ := newKey(t)
	hour := uint64(time.Now().Add(-time.Hour).Unix())
	for name, test := range map[string]struct {
		change  func(*ssh.Certificate)
		inAgent bool // the certificate with its key
		keyOnly bool // the agent has the key, a file the certificate
		class   collector.Class
		says    string
		tries   int
	}{
		"beside the key":                    {nil, false, false, "", "", 1},
		"in the agent":                      {nil, true, false, "", "", 1},
		"beside a key that the agent holds": {nil, false, true, "", "", 1},
		"expired":                           {func(c *ssh.Certificate) { c.ValidBefore = hour }, false, false, collector.ClassAuthRejected, "-cert.pub ran out at 20", 1},
		"expired, in the agent":             {func(c *ssh.Certificate) { c.ValidBefore = hour }, true, false, collector.ClassAuthRejected, "Renew the certificate", 1},
		"not yet valid":                     {func(c *ssh.Certificate) { c.ValidAfter = hour + 7200 }, false, false, collector.ClassAuthRejected, "check this machine's clock", 1},
		"for somebody else":                 {func(c *ssh.Certificate) { c.ValidPrincipals = []string{"eve"} }, false, false, "", "", 1},
		"of a host":                         {func(c *ssh.Certificate) { c.CertType = ssh.HostCert }, false, false, collector.ClassAuthRejected, "is not a user's", 1},
	} {
		t.Run(name, func(t *testing.T) {
			private, signer := generate(t)
			cert := certificateFor(t, signer.PublicKey(), authority, test.change)
			path := keyFile(t, private, map[bool]string{true: "secret"}[test.inAgent || test.keyOnly])
			ring := agent.NewKeyring()
			if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
				t.Fatal(err)
			}
			if test.inAgent {
				if err := ring.Add(agent.AddedKey{PrivateKey: private, Certificate: cert}); err != nil {
					t.Fatal(err)
				}
			} else if err := os.WriteFile(path+"-cert.pub", ssh.MarshalAuthorizedKey(cert), 0o600); err != nil {
				t.Fatal(err)
			}
			d := linuxDevice()
			d.Keys = []ssh.PublicKey{cert}
			server, device, options := start(t, d)
			device.Login.Password, device.Login.Keys = "", []string{path}
			options.AgentSocket, options.SkipAgent = serveAgent(t, ring), false
			err := tryOpen(t, device, options)
			if class(err) != test.class || test.says != "" && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.AuthAttempts(); n != test.tries {
				t.Errorf("%d tries", n)
			}
		})
	}
}

// TestCertificateInTwoPlaces costs one try.
func TestCertificateInTwoPlaces(t *testing.T) {
	authority, _ := newKey(t)
	stranger, _ := newKey(t)
	private, signer := generate(t)
	cert := certificateFor(t, signer.PublicKey(), authority, nil)
	path := keyFile(t, private, "secret")
	if err := os.WriteFile(path+"-cert.pub", ssh.MarshalAuthorizedKey(cert), 0o600); err != nil {
		t.Fatal(err)
	}
	ring := agent.NewKeyring()
	for _, held := range []*ssh.Certificate{nil, cert} {
		if err := ring.Add(agent.AddedKey{PrivateKey: private, Certificate: held}); err != nil {
			t.Fatal(err)
		}
	}
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{stranger.PublicKey()}
	_, device, options := start(t, d)
	device.Login.Password, device.Login.Keys = "", []string{path}
	options.AgentSocket, options.SkipAgent = serveAgent(t, ring), false
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassAuthRejected || strings.Contains(err.Error(), "-cert.pub") || strings.Count(err.Error(), "agent") != 2 {
		t.Errorf("want the agent's certificate and its key: %v", err)
	}
}
