package collector_test

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	cryptoknownhosts "golang.org/x/crypto/ssh/knownhosts"

	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// newRSA makes a host key that signs with these algorithms only.
func newRSA(t *testing.T, algorithms ...string) ssh.Signer {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	only, err := ssh.NewSignerWithAlgorithms(signer.(ssh.AlgorithmSigner), algorithms)
	if err != nil {
		t.Fatal(err)
	}
	return only
}

// TestAProfileWithoutTheKnownTypeIsNoChangedKey: the device has the key it
// always had, and signs with SHA-1 only, which the profile does not offer.
func TestAProfileWithoutTheKnownTypeIsNoChangedKey(t *testing.T) {
	old := newRSA(t, ssh.KeyAlgoRSA)
	_, young := generate(t)
	for name, further := range map[string][]ssh.Signer{"ssh-rsa only": nil, "and another type": {young}} {
		t.Run(name, func(t *testing.T) {
			server, device, options := start(t, iosDevice(), simulator.WithHostKey(old), simulator.WithFurtherHostKeys(further...))
			writeFile(t, options.KnownHosts, line("", knownhosts.Name(server.Addr().String()), old.PublicKey()))
			options.Profile = collector.ProfileModern
			err := tryOpen(t, device, options)
			if class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), "ssh_profile: compatible") || !strings.Contains(err.Error(), "--ssh-profile compatible") {
				t.Errorf("%v", err)
			}
			options.Profile = collector.ProfileCompatible
			if err := tryOpen(t, device, options); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAKeyOfAnotherTypeIsAChangedKey if the device no longer has one of the
// known type.
func TestAKeyOfAnotherTypeIsAChangedKey(t *testing.T) {
	old := newRSA(t, ssh.KeyAlgoRSASHA256)
	server, device, options := start(t, iosDevice())
	writeFile(t, options.KnownHosts, "# comment\n"+line("", knownhosts.Name(server.Addr().String()), old.PublicKey()))
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassHostKeyChanged {
		t.Fatalf("%v", err)
	}
	for _, says := range []string{ssh.FingerprintSHA256(old.PublicKey()), ssh.FingerprintSHA256(server.HostKey()), "line 2 of " + options.KnownHosts,
		"ssh-keygen -f " + options.KnownHosts + " -R "} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%q does not say %q", err, says)
		}
	}
}

// TestNegotiationFailures: the advice is the strictest profile with which all
// of the lists agree, not only the one that failed first.
func TestNegotiationFailures(t *testing.T) {
	for name, test := range map[string]struct {
		speaks simulator.Algorithms
		says   []string
		not    string
	}{
		"key exchange": {simulator.Algorithms{KeyExchanges: []string{"diffie-hellman-group14-sha1"}},
			[]string{"key exchange", "the device offers diffie-hellman-group14-sha1", "offers mlkem768x25519-sha256", "ssh_profile: compatible", "--ssh-profile compatible"}, "legacy"},
		"gex with SHA-1": {simulator.Algorithms{KeyExchanges: []string{"diffie-hellman-group-exchange-sha1"}}, []string{"ssh_profile: legacy"}, "compatible"},
		"cipher":         {simulator.Algorithms{Ciphers: []string{"aes128-cbc"}}, []string{"cipher", "aes128-cbc", "ssh_profile: legacy"}, "compatible"},
		"key exchange compatible, cipher legacy": {simulator.Algorithms{KeyExchanges: []string{"diffie-hellman-group14-sha1"}, Ciphers: []string{"3des-cbc"}},
			[]string{"ssh_profile: legacy"}, "compatible"},
		"MAC":                                  {simulator.Algorithms{Ciphers: []string{"aes128-ctr"}, MACs: []string{"hmac-sha1"}}, []string{"MAC", "ssh_profile: compatible"}, "legacy"},
		"MAC that goes with no offered cipher": {simulator.Algorithms{Ciphers: []string{"aes128-ctr"}, MACs: []string{"hmac-sha1-96"}}, []string{"MAC", "ssh_profile: legacy"}, "compatible"},
	} {
		t.Run(name, func(t *testing.T) {
			d := iosDevice()
			d.Quirks.Speaks = test.speaks
			_, device, options := start(t, d)
			options.Profile = collector.ProfileModern
			err := tryOpen(t, device, options)
			if class(err) != collector.ClassAlgorithms {
				t.Fatalf("%v", err)
			}
			for _, says := range test.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("%q does not say %q", err, says)
				}
			}
			if strings.Contains(err.Error(), test.not) {
				t.Errorf("%q says %q", err, test.not)
			}
		})
	}
}

// TestAnAlgorithmThatSSHConfigTakesAway: no profile is to blame for it.
func TestAnAlgorithmThatSSHConfigTakesAway(t *testing.T) {
	d := iosDevice()
	d.Quirks.Speaks.KeyExchanges = []string{"curve25519-sha256"}
	_, device, options := start(t, d)
	options.Algorithms.KeyExchanges = "-curve25519-*"
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassAlgorithms || !strings.Contains(err.Error(), "ssh_config file takes it away") || strings.Contains(err.Error(), "ssh_profile") {
		t.Errorf("%v", err)
	}
}

func TestAGroupExchangeOnlyDevice(t *testing.T) {
	d := iosDevice()
	d.Quirks.Speaks.KeyExchanges = []string{"diffie-hellman-group-exchange-sha256"}
	_, device, options := start(t, d)
	options.Profile = collector.ProfileModern
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
}

// TestADeviceIsAskedForTheKnownKey: of its keys it shows another first, and no
// secret is sent to find out.
func TestADeviceIsAskedForTheKnownKey(t *testing.T) {
	old := newRSA(t, ssh.KeyAlgoRSASHA256)
	_, young := generate(t)
	for name, known := range map[string]func(server *simulator.Server, device *inventory.Device, path string){
		"hashed": func(server *simulator.Server, _ *inventory.Device, path string) {
			writeFile(t, path, cryptoknownhosts.HashHostname(knownhosts.Name(server.Addr().String()))+knownhosts.Line("", old.PublicKey()))
		},
		"pinned": func(_ *simulator.Server, device *inventory.Device, _ string) {
			device.HostKey = ssh.FingerprintSHA256(old.PublicKey())
		},
	} {
		t.Run(name, func(t *testing.T) {
			server, device, options := start(t, iosDevice(), simulator.WithHostKey(old), simulator.WithFurtherHostKeys(young))
			known(server, &device, options.KnownHosts)
			if err := tryOpen(t, device, options); err != nil {
				t.Error(err)
			}
			if a, c := server.AuthAttempts(), server.Connections(); a != 1 || c != 2 {
				t.Errorf("%d logins, %d connections", a, c)
			}
		})
	}
}

// TestADeviceThatHasNoPinnedKeyIsAskedForAll and then said to have changed,
// with all that it showed.
func TestADeviceThatHasNoPinnedKeyIsAskedForAll(t *testing.T) {
	old := newRSA(t, ssh.KeyAlgoRSASHA256)
	_, young := generate(t)
	server, device, options := start(t, iosDevice(), simulator.WithHostKey(old), simulator.WithFurtherHostKeys(young))
	device.HostKey = "SHA256:" + strings.Repeat("A", 43)
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassHostKeyChanged || server.AuthAttempts() != 0 || server.Connections() != 2 {
		t.Errorf("%v, %d connections", err, server.Connections())
	}
	for _, key := range []ssh.PublicKey{old.PublicKey(), young.PublicKey()} {
		if !strings.Contains(err.Error(), ssh.FingerprintSHA256(key)) {
			t.Errorf("%q does not say %s", err, ssh.FingerprintSHA256(key))
		}
	}
}
