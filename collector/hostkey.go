package collector

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	cryptoknownhosts "golang.org/x/crypto/ssh/knownhosts"

	"ipsec-diag/inventory"
)

// A hostKeyCheck decides about the key a device shows. It remembers its
// refusal, because the SSH library wraps it.
type hostKeyCheck struct {
	device inventory.Device
	policy string
	path   string
	db     *knownhosts.HostKeyDB
	err    *Error
	shown  string // fingerprint of the key the device showed
}

// newHostKeyCheck reads the known keys, unless the inventory pins one.
func newHostKeyCheck(d inventory.Device, o Options) (*hostKeyCheck, *Error) {
	h := &hostKeyCheck{device: d, policy: o.HostKeys, path: o.KnownHosts}
	if d.HostKey != "" {
		return h, nil
	}
	if h.policy != HostKeysTOFU && h.policy != HostKeysStrict {
		return nil, failure(ClassHostKeyUnknown, d.Name, fmt.Sprintf("no host key policy %q", h.policy), nil)
	}
	if h.path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, failure(ClassHostKeyUnknown, d.Name, "no place for known_hosts: "+err.Error(), err)
		}
		h.path = filepath.Join(dir, "ipsec-diag", "known_hosts")
	}
	if _, err := os.Stat(h.path); errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	db, err := knownhosts.NewDB(h.path)
	if err != nil {
		return nil, failure(ClassHostKeyUnknown, d.Name, "cannot read the known keys: "+err.Error(), err)
	}
	h.db = db
	return h, nil
}

// algorithms are those for which the host has a known key.
func (h *hostKeyCheck) algorithms(addr string) []string {
	if h.db == nil {
		return nil
	}
	return h.db.HostKeyAlgorithms(addr)
}

// noneOffered reports whether the failure is that the device offers no key of
// a type known for it: it has another key than before.
func (h *hostKeyCheck) noneOffered(failed *Error) bool {
	var n *ssh.AlgorithmNegotiationError
	return h.db != nil && len(h.algorithms(address(h.device))) > 0 &&
		errors.As(failed, &n) && n.What == "host key"
}

// check is the ssh.HostKeyCallback.
func (h *hostKeyCheck) check(addr string, remote net.Addr, key ssh.PublicKey) error {
	h.shown = ssh.FingerprintSHA256(key)
	var refusal *Error
	if h.device.HostKey != "" {
		refusal = h.checkPin(key)
	} else {
		refusal = h.checkKnown(addr, remote, key)
	}
	if refusal == nil {
		return nil
	}
	h.err = refusal
	return refusal
}

func (h *hostKeyCheck) checkPin(key ssh.PublicKey) *Error {
	if ssh.FingerprintSHA256(key) == strings.TrimRight(h.device.HostKey, "=") {
		return nil
	}
	detail := fmt.Sprintf("the device shows the %s key %s, the inventory pins %s (which may be of another type)", key.Type(), ssh.FingerprintSHA256(key), h.device.HostKey)
	return failure(ClassHostKeyChanged, h.device.Name, detail, nil)
}

func (h *hostKeyCheck) checkKnown(addr string, remote net.Addr, key ssh.PublicKey) *Error {
	err := errors.New("no known keys yet")
	known := false
	if h.db != nil {
		err = h.db.HostKeyCallback()(addr, remote, key)
		known = !knownhosts.IsHostUnknown(err)
	}
	shown := fmt.Sprintf("the device shows the %s key %s", key.Type(), ssh.FingerprintSHA256(key))
	switch {
	case err == nil:
		return nil
	case known:
		return failure(ClassHostKeyChanged, h.device.Name, fmt.Sprintf("%s, %s has another", shown, h.recorded(err)), err)
	case h.policy == HostKeysStrict:
		return failure(ClassHostKeyUnknown, h.device.Name, fmt.Sprintf("%s, and %s does not have the host", shown, h.path), err)
	}
	if err := h.record(addr, key); err != nil {
		return failure(ClassHostKeyUnknown, h.device.Name, "cannot record the new key: "+err.Error(), err)
	}
	return nil
}

// recorded names where the key stands that the host showed before.
func (h *hostKeyCheck) recorded(err error) string {
	var mismatch *cryptoknownhosts.KeyError
	if !errors.As(err, &mismatch) || len(mismatch.Want) == 0 {
		return h.path
	}
	return fmt.Sprintf("line %d of %s", mismatch.Want[0].Line, h.path)
}

// record appends the key in one write, so that sessions do not mix lines.
func (h *hostKeyCheck) record(addr string, key ssh.PublicKey) error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(knownhosts.Line([]string{addr}, key) + "\n")
	return errors.Join(err, f.Close())
}
