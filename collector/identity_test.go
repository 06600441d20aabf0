package collector_test

import (
	"crypto/rand"
	"net"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/collector"
)

// agentWith serves an SSH agent that holds new keys, and returns its socket
// and the public keys.
func agentWith(t *testing.T, n int) (string, []ssh.PublicKey) {
	t.Helper()
	ring := agent.NewKeyring()
	var public []ssh.PublicKey
	for range n {
		private, signer := generate(t)
		if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
			t.Fatal(err)
		}
		public = append(public, signer.PublicKey())
	}
	return serveAgent(t, ring), public
}

// serveAgent serves an agent on a socket and returns its path.
func serveAgent(t *testing.T, ring agent.Agent) string {
	t.Helper()
	socket := filepath.Join(shortDir(t), "s")
	return listen(t, "unix", socket, func(c net.Conn) { _ = agent.ServeAgent(ring, c) }).String()
}

// shortDir makes a directory for a socket, whose path must be short.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "agent")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// TestIdentityOfTheAgent: the public half of an identity says which of the
// agent's many keys is meant; it is the only one tried.
func TestIdentityOfTheAgent(t *testing.T) {
	socket, keys := agentWith(t, 6)
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{keys[5]}
	server, device, options := start(t, d)
	device.Login.Password = ""
	options.AgentSocket, options.SkipAgent = socket, false
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("only the first keys of the agent are tried: %v", err)
	}
	path := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(path+".pub", ssh.MarshalAuthorizedKey(keys[5]), 0o600); err != nil {
		t.Fatal(err)
	}
	options.Identities, options.IdentitiesOnly = []string{path, "/nonexistent/key"}, true
	before := server.AuthAttempts()
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
	if n := server.AuthAttempts() - before; n != 1 {
		t.Errorf("%d keys tried", n)
	}
}

// TestCertificateForAnIdentity logs in with what only the certificate opens.
func TestCertificateForAnIdentity(t *testing.T) {
	signer, path := newKey(t)
	authority, _ := newKey(t)
	cert := &ssh.Certificate{Key: signer.PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"ops"}, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	file := path + "-cert.pub"
	if err := os.WriteFile(file, ssh.MarshalAuthorizedKey(cert), 0o600); err != nil {
		t.Fatal(err)
	}
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{cert}
	_, device, options := start(t, d)
	device.Login.Password = ""
	options.Identities = []string{path}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("beside the key: %v", err)
	}
	elsewhere := filepath.Join(t.TempDir(), "c")
	if err := os.Rename(file, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("without the certificate: %v", err)
	}
	options.Certificates = []string{elsewhere}
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}

// TestHostKeyAlias: one key under one name, whatever port it is reached by.
func TestHostKeyAlias(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	options.HostKeys, options.HostKeyAlias = collector.HostKeysStrict, "cluster"
	if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyUnknown {
		t.Errorf("not known yet: %v", err)
	}
	line := append([]byte("cluster "), ssh.MarshalAuthorizedKey(server.HostKey())...)
	if err := os.WriteFile(options.KnownHosts, line, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
}
