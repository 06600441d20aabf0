package collector

import (
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// mostKeys is how many of its host keys a device is asked for: connections
// that end before a login. One key is right for all but those devices whose
// known key is not of the type they show first.
const mostKeys = 3

// ask makes the next connection ask for a key of these algorithms only.
func (h *hostKeyCheck) ask(algorithms []string) { h.only, h.retry = algorithms, true }

// again reports whether the device has to be asked for another of its keys.
func (h *hostKeyCheck) again() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asked++; !h.retry || h.asked >= mostKeys {
		return false
	}
	h.retry, h.err = false, nil
	return true
}

// keyAlgorithms are the algorithms of a type of key: RSA has three (RFC 8332).
func keyAlgorithms(kind string) []string {
	if kind == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSA}
	}
	return []string{kind}
}

// both returns what is in a and in b.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return !slices.Contains(b, x) })
}

// order puts the algorithms first for which the host has a known key, and
// offers certificates only if an authority certifies it. Otherwise the device
// shows a key of another type, which looks like a changed key (golang/go#29286).
func (h *hostKeyCheck) order(algorithms []string) []string {
	var certified, known, rest []string
	types := h.knownAlgorithms()
	authorities := h.authorities()
	for _, a := range algorithms {
		switch {
		case len(h.only) > 0 && !slices.Contains(h.only, a):
		case strings.Contains(a, "-cert-"):
			if len(authorities) > 0 {
				certified = append(certified, a)
			}
		case slices.Contains(types, a):
			known = append(known, a)
		default:
			rest = append(rest, a)
		}
	}
	h.offered = slices.Concat(certified, known, rest)
	return h.offered
}

func (h *hostKeyCheck) knownAlgorithms() []string {
	if h.known == nil || h.device.HostKey != "" {
		return nil
	}
	var all []string
	for _, name := range h.names {
		for _, k := range h.known.AtHand(name) {
			all = append(all, keyAlgorithms(k.Type())...)
		}
		if len(all) > 0 {
			break
		}
	}
	return all
}
