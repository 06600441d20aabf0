package collector

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/inventory"
)

// A hostKeyCheck decides about the key a device shows. It remembers its
// refusal, because the SSH library wraps it.
type hostKeyCheck struct {
	device inventory.Device
	policy string
	known  *knownhosts.Index // nil only for a pinned device whose file cannot be read
	// names are those under which the host may stand in the file: that with
	// its port first, then the plain one, which OpenSSH accepts as well.
	names   []string
	profile string
	offered []string         // host key algorithms
	lists   func() *kexLists // of the device, nil if unknown

	// only are the algorithms to ask for, all if empty; retry that the device is
	// to be asked for them; asked how often it has been asked, seen the keys
	// that are not the pinned one.
	only  []string
	retry bool
	asked int
	seen  []string

	// mu guards what check leaves behind: a device may ask for a new key
	// exchange, and so for another check, at any time.
	mu    sync.Mutex
	err   *Error
	shown ssh.PublicKey // nil until the device has shown its key
}

// newHostKeyCheck reads the known keys. Of a device that the inventory pins
// only the revoked ones count.
func newHostKeyCheck(d inventory.Device, o Options) (*hostKeyCheck, *Error) {
	h := &hostKeyCheck{device: d, policy: o.HostKeys, profile: o.Profile, names: hostNames(d, o), lists: func() *kexLists { return nil }}
	if h.policy != HostKeysTOFU && h.policy != HostKeysStrict {
		return nil, failure(ClassHostKeyUnknown, d.Name, fmt.Sprintf("no host key policy %q", h.policy), nil)
	}
	known, err := openKnown(o)
	if err != nil && d.HostKey == "" {
		return nil, noKnownHosts(d.Name, "cannot read the known keys: "+err.Error(), err)
	}
	if err != nil {
		o.Log.WithField("device", d.Name).Warn("no revoked keys can be looked up: cannot read the known keys: " + err.Error())
	}
	h.known = known
	return h, nil
}

// noKnownHosts is the failure of the file of known keys itself: comparing the
// device's key would not mend it.
func noKnownHosts(device, detail string, cause error) *Error {
	return &Error{Class: ClassHostKeyUnknown, Device: device, Detail: detail,
		Advice: "Name a file of known keys that can be read and written with --known-hosts FILE", cause: cause}
}

// openKnown opens the file of known keys, once in a run.
func openKnown(o Options) (*knownhosts.Index, error) {
	paths := []string{o.KnownHosts}
	if o.KnownHosts == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, fmt.Errorf("no place for known_hosts: %w", err)
		}
		paths = append([]string{filepath.Join(dir, "ipsec-diag", "known_hosts")}, o.AlsoKnown...)
	}
	known, first, err := o.Known.Open(paths...)
	if err != nil {
		return nil, err
	}
	if warning := known.Warning(); first && warning != "" {
		o.Log.Warn(warning)
	}
	return known, nil
}

func hostNames(d inventory.Device, o Options) []string {
	names := []string{knownhosts.Name(knownAs(d, o))}
	if plain := knownhosts.Name(plainName(d, o)); plain != names[0] {
		names = append(names, plain)
	}
	return names
}

// plainName is the name of the host without a port: what its certificate has
// to be for.
func plainName(d inventory.Device, o Options) string {
	if o.HostKeyAlias != "" {
		return o.HostKeyAlias
	}
	return d.Address
}

// check is the ssh.HostKeyCallback. The library has verified by then that the
// device has the private key.
func (h *hostKeyCheck) check(_ string, _ net.Addr, key ssh.PublicKey) error {
	cert, certified := key.(*ssh.Certificate)
	if certified {
		key = cert.Key
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown, h.err = key, h.judge(key, cert)
	if h.err == nil { // an *Error that is nil is an error that is not
		return nil
	}
	return h.err
}

// refusal is why the key was refused, or nil.
func (h *hostKeyCheck) refusal() *Error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// fingerprint is that of the key the device showed; bits are its size, 0 where
// it is not RSA.
func (h *hostKeyCheck) fingerprint() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return ssh.FingerprintSHA256(h.shown)
}

func (h *hostKeyCheck) bits() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shown == nil {
		return 0
	}
	return rsaBits(h.shown)
}

// judge takes the key, and the certificate for it or nil.
func (h *hostKeyCheck) judge(key ssh.PublicKey, cert *ssh.Certificate) *Error {
	if refusal := h.checkSize(key); refusal != nil {
		return refusal
	}
	if refusal := h.checkRevoked(key, cert); refusal != nil {
		return refusal
	}
	if h.device.HostKey != "" {
		return h.checkPin(key)
	}
	invalid := h.checkCertificate(key, cert)
	if cert != nil && invalid == nil {
		return nil
	}
	return h.checkKey(key, invalid)
}

func (h *hostKeyCheck) checkRevoked(key ssh.PublicKey, cert *ssh.Certificate) *Error {
	if h.known == nil {
		return nil
	}
	all := []ssh.PublicKey{key}
	if cert != nil {
		all = append(all, cert, cert.SignatureKey)
	}
	for _, k := range all {
		if line, revoked := h.known.Revoked(k); revoked {
			detail := fmt.Sprintf("the device shows %s, and line %d of %s revokes %s", h.describe(key), line.Line, line.Path, ssh.FingerprintSHA256(k))
			return failure(ClassHostKeyRevoked, h.device.Name, detail, nil)
		}
	}
	return nil
}

// checkPin compares with the pinned fingerprint, which does not tell the type of
// its key: a device is asked for all its keys before it is said to have changed.
func (h *hostKeyCheck) checkPin(key ssh.PublicKey) *Error {
	if ssh.FingerprintSHA256(key) == strings.TrimRight(h.device.HostKey, "=") {
		return nil
	}
	h.seen = append(h.seen, h.describe(key))
	unseen := slices.DeleteFunc(slices.Clone(h.offered), func(a string) bool { return slices.Contains(keyAlgorithms(key.Type()), a) })
	if lists := h.lists(); lists != nil && common(unseen, lists.hostKeys) {
		h.ask(both(unseen, lists.hostKeys))
	}
	detail := fmt.Sprintf("the device shows %s, and the inventory pins %s", strings.Join(h.seen, " and "), h.device.HostKey)
	e := failure(ClassHostKeyChanged, h.device.Name, detail, nil)
	e.Advice = changedAdvice + "correct host_key of this device in the inventory"
	return e
}

// checkKey judges a plain key. invalid is why the certificate does not count,
// or nil if nobody certifies the host: only then is first use a reason to
// trust a key, since who stands in for such a host just shows no certificate.
func (h *hostKeyCheck) checkKey(key ssh.PublicKey, invalid *Error) *Error {
	var others []knownhosts.Key
	for i, name := range h.names {
		accepted, known := h.known.Accepts(name, key)
		if accepted {
			return nil
		}
		if i == 0 {
			others = known
		}
	}
	switch {
	case invalid != nil:
		return invalid
	case len(others) > 0:
		return h.another(key, others)
	case h.policy == HostKeysStrict:
		detail := fmt.Sprintf("the device shows %s, and %s does not have the host %s", h.describe(key), h.known.Path(), h.names[0])
		return failure(ClassHostKeyUnknown, h.device.Name, detail, nil)
	}
	others, err := h.known.Record(h.names[0], key)
	if err != nil {
		return noKnownHosts(h.device.Name, "cannot record the new key: "+err.Error(), err)
	}
	if len(others) > 0 && !slices.ContainsFunc(others, func(k knownhosts.Key) bool { return same(k, key) }) {
		return h.another(key, others) // recorded by somebody else meanwhile
	}
	return nil
}

func same(a, b ssh.PublicKey) bool { return ssh.FingerprintSHA256(a) == ssh.FingerprintSHA256(b) }
