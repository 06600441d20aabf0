package collector

import (
	"crypto/rsa"
	"fmt"
	"os"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// The least sizes of an RSA host key, in bits. OpenSSH (RequiredRSASize) and Go
// have 1024; a device with allow_short_rsa may have what an IOS of 2000 made.
const (
	shortestModern  = 2048
	shortestRSA     = 1024
	shortestAllowed = 512
)

// checkSize refuses an RSA key that is too short for this device. It does so
// for every device, since what [weakRSA] does holds for the whole process.
func (h *hostKeyCheck) checkSize(key ssh.PublicKey) *Error {
	bits, least := rsaBits(key), shortestRSA
	switch {
	case h.device.AllowShortRSA:
		least = shortestAllowed
	case h.profile == ProfileModern:
		least = shortestModern
	}
	if bits == 0 || bits >= least {
		return nil
	}
	e := shortRSAFailure(h.device, bits, least)
	if bits >= shortestRSA {
		e.Advice = longerKey + fmt.Sprintf(", or add to the device's entry in the inventory the line \"ssh_profile: %s\"", ProfileCompatible)
	}
	return e
}

const longerKey = "Make a longer key on the device (Cisco: crypto key generate rsa modulus 2048)"

func shortRSAFailure(d inventory.Device, bits, least int) *Error {
	detail := fmt.Sprintf("the device's RSA host key has %d bits, fewer than the %d that are accepted", bits, least)
	e := failure(ClassAlgorithms, d.Name, detail, nil)
	e.Advice = longerKey + "; if that cannot be done, add to its entry in the inventory the line \"allow_short_rsa: true\" (or --allow-short-rsa for one run): such a key can be broken"
	return e
}

// rsaBits is the size of an RSA key, 0 for any other.
func rsaBits(key ssh.PublicKey) int {
	public, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return 0
	}
	if k, ok := public.CryptoPublicKey().(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}

// A weakening switches Go's limit of 1024 bits for RSA keys off while somebody
// needs it. The switch is GODEBUG, which counts for the process, and so there is
// one weakening.
type weakening struct {
	mu      sync.Mutex
	holders int
	before  string
	set     bool
}

var weakRSA weakening

const (
	debugVariable = "GODEBUG"
	shortAllowed  = "rsa1024min=0"
)

func (w *weakening) hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.holders++; w.holders > 1 {
		return
	}
	w.before, w.set = os.LookupEnv(debugVariable)
	_ = os.Setenv(debugVariable, strings.TrimPrefix(w.before+","+shortAllowed, ","))
}

func (w *weakening) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.holders--; w.holders > 0 {
		return
	}
	if w.set {
		_ = os.Setenv(debugVariable, w.before)
	} else {
		_ = os.Unsetenv(debugVariable)
	}
}

// allowShortRSA runs a login with the limit off, if the device may have a short
// key. Where it has one the limit stays off until the connection ends: a new key
// exchange verifies the key again.
func allowShortRSA(d inventory.Device, o Options, keys *hostKeyCheck, login func() (*ssh.Client, *Error)) (*ssh.Client, *Error) {
	if !d.AllowShortRSA {
		return login()
	}
	weakRSA.hold()
	client, failed := login()
	if failed != nil || keys.bits() == 0 || keys.bits() >= shortestRSA {
		weakRSA.release()
		return client, failed
	}
	o.Log.WithField("device", d.Name).Warnf("its RSA host key has %d bits and can be broken; while it is connected, this process verifies short RSA keys (those of other devices are refused all the same)", keys.bits())
	go func() {
		_ = client.Wait()
		weakRSA.release()
	}()
	return client, nil
}
