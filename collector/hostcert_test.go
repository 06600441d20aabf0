package collector_test

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/collector/simulator"
)

// certified returns a signer that shows a host certificate for the key.
func certified(t *testing.T, key, authority ssh.Signer, change func(*ssh.Certificate)) ssh.Signer {
	t.Helper()
	cert := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.HostCert, KeyId: "br1", ValidPrincipals: []string{"127.0.0.1"},
		ValidAfter: uint64(time.Now().Add(-time.Hour).Unix()), ValidBefore: uint64(time.Now().Add(time.Hour).Unix())}
	if change != nil {
		change(cert)
	}
	if err := cert.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// line is a line of known_hosts.
func line(marker, names string, key ssh.PublicKey) string {
	return strings.TrimSpace(marker+" "+names) + knownhosts.Line("", key) + "\n"
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAHostOfAnAuthorityNeedsItsCertificate: who answers in the place of such
// a host would show any key and no certificate; first use is no reason to
// trust it.
func TestAHostOfAnAuthorityNeedsItsCertificate(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	_, authority := generate(t)
	file := line("@cert-authority", "127.0.0.*", authority.PublicKey())
	writeFile(t, options.KnownHosts, file)
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassHostKeyUnknown || !strings.Contains(err.Error(), "certificate") || !strings.Contains(err.Error(), "line 1 of "+options.KnownHosts) {
		t.Errorf("%v", err)
	}
	if n := server.AuthAttempts(); n != 0 {
		t.Errorf("%d logins: the secret went to a host nobody vouches for", n)
	}
	if now, _ := os.ReadFile(options.KnownHosts); string(now) != file {
		t.Errorf("the key was recorded: %s", now)
	}
	writeFile(t, options.KnownHosts, file+line("", "127.0.0.1", server.HostKey()))
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("the plain key is known as well: %v", err)
	}
}

func TestHostCertificates(t *testing.T) {
	_, key := generate(t)
	_, authority := generate(t)
	_, other := generate(t)
	at := func(hours int) uint64 { return uint64(time.Now().Add(time.Duration(hours) * time.Hour).Unix()) }
	for name, test := range map[string]struct {
		change func(*ssh.Certificate)
		signer ssh.Signer
		extra  string // further lines of known_hosts
		says   string // empty: the login succeeds
	}{
		"good":           {},
		"wildcard":       {change: func(c *ssh.Certificate) { c.ValidPrincipals = []string{"r1", "127.0.0.*"} }},
		"expired":        {change: func(c *ssh.Certificate) { c.ValidBefore = at(-1); c.ValidAfter = at(-2) }, says: "has expired on "},
		"not yet valid":  {change: func(c *ssh.Certificate) { c.ValidAfter = at(1); c.ValidBefore = at(2) }, says: "is not valid before "},
		"another host":   {change: func(c *ssh.Certificate) { c.ValidPrincipals = []string{"192.0.2.7"} }, says: "is for 192.0.2.7 and not for 127.0.0.1"},
		"of a user":      {change: func(c *ssh.Certificate) { c.CertType = ssh.UserCert }, says: "is one of a user and not one of a host"},
		"unknown option": {change: func(c *ssh.Certificate) { c.CriticalOptions = map[string]string{"x@example.com": ""} }, says: "x@example.com"},
		"another signer": {signer: other, says: ssh.FingerprintSHA256(other.PublicKey())},
		"revoked key":    {extra: line("@revoked", "*", key.PublicKey()), says: "line 2 of "},
		"revoked signer": {extra: line("@revoked", "*", authority.PublicKey()), says: "line 2 of "},
		"expired, but the key is known": {change: func(c *ssh.Certificate) { c.ValidBefore = at(-1); c.ValidAfter = at(-2) },
			extra: line("", "127.0.0.1", key.PublicKey())},
	} {
		t.Run(name, func(t *testing.T) {
			signer := test.signer
			if signer == nil {
				signer = authority
			}
			server, device, options := start(t, linuxDevice(), simulator.WithFurtherHostKeys(certified(t, key, signer, test.change)))
			writeFile(t, options.KnownHosts, line("@cert-authority", "127.*", authority.PublicKey())+test.extra)
			options.HostKeys = collector.HostKeysStrict
			err := tryOpen(t, device, options)
			if test.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if c := class(err); c != collector.ClassHostKeyUnknown && c != collector.ClassHostKeyRevoked || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
			if n := server.AuthAttempts(); n != 0 {
				t.Errorf("%d logins", n)
			}
		})
	}
}

// TestHowAnAuthorityMaySign: SHA-1 and short keys are not taken from one, in
// no profile.
func TestHowAnAuthorityMaySign(t *testing.T) {
	_, key := generate(t)
	short, err := simulator.NewRSAHostKey(768, false)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		authority ssh.Signer
		says      string
	}{
		"rsa-sha2-256": {newRSA(t, ssh.KeyAlgoRSASHA256), ""},
		"ssh-rsa":      {newRSA(t, ssh.KeyAlgoRSA), "is signed with ssh-rsa"},
		"768 bits":     {short, "is signed with an RSA key of 768 bits"},
	} {
		_, device, options := start(t, linuxDevice(), simulator.WithFurtherHostKeys(certified(t, key, test.authority, nil)))
		options.Profile, device.AllowShortRSA = collector.ProfileLegacy, true
		writeFile(t, options.KnownHosts, line("@cert-authority", "127.0.0.1", test.authority.PublicKey()))
		err := tryOpen(t, device, options)
		if (test.says == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCertificatesAreOfferedForAnAuthorityOnly: a host that has a certificate
// and a key, of which the key is known and no authority, shows the key.
func TestCertificatesAreOfferedForAnAuthorityOnly(t *testing.T) {
	_, key := generate(t)
	_, authority := generate(t)
	server, device, options := start(t, linuxDevice(), simulator.WithFurtherHostKeys(certified(t, key, authority, nil)))
	writeFile(t, options.KnownHosts, line("", knownhosts.Name(server.Addr().String()), server.HostKey()))
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
	options.KnownHosts += ".new"
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("first use: %v", err)
	}
	if text, _ := os.ReadFile(options.KnownHosts); !strings.Contains(string(text), " ssh-ed25519 ") {
		t.Errorf("recorded: %s", text)
	}
}

func TestARevokedKeyIsRefused(t *testing.T) {
	for name, pinned := range map[string]bool{"known": false, "pinned": true} {
		server, device, options := start(t, linuxDevice())
		writeFile(t, options.KnownHosts, line("", knownhosts.Name(server.Addr().String()), server.HostKey())+line("@revoked", "*", server.HostKey()))
		if pinned {
			device.HostKey = ssh.FingerprintSHA256(server.HostKey())
		}
		if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyRevoked || !strings.Contains(err.Error(), "line 2 of ") || server.AuthAttempts() != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheKeyOfThePlainNameIsAcceptedOffPort22, as OpenSSH does; another key
// under the plain name says nothing about this port.
func TestTheKeyOfThePlainNameIsAcceptedOffPort22(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	options.HostKeys = collector.HostKeysStrict
	writeFile(t, options.KnownHosts, line("", "127.0.0.1", server.HostKey()))
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
	_, other := generate(t)
	writeFile(t, options.KnownHosts, line("", "127.0.0.1", other.PublicKey()))
	if err := tryOpen(t, device, options); class(err) != collector.ClassHostKeyUnknown {
		t.Errorf("%v", err)
	}
}

// TestARecordedCertificateCountsAsItsKey: first use once recorded what the host
// showed, which could be a certificate that nobody had verified.
func TestARecordedCertificateCountsAsItsKey(t *testing.T) {
	_, key := generate(t)
	_, authority := generate(t)
	signer := certified(t, key, authority, nil)
	server, device, options := start(t, linuxDevice(), simulator.WithHostKey(key), simulator.WithFurtherHostKeys(signer))
	options.HostKeys = collector.HostKeysStrict
	writeFile(t, options.KnownHosts, line("", knownhosts.Name(server.Addr().String()), signer.PublicKey()))
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
}
