package collector

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/knownhosts"
)

// changedAdvice is how to find out what a changed key means; what follows it
// is to be done after that.
const changedAdvice = "Compare the fingerprint with what the device's own console shows, and ask whether it was replaced, reset, failed over to its peer or " +
	"given the address of another; if nobody knows of a change, do not log in: somebody may stand in between. Only if the new key is right, "

// describe is a key as a person compares it.
func (h *hostKeyCheck) describe(key ssh.PublicKey) string {
	return "the " + key.Type() + " key " + ssh.FingerprintSHA256(key)
}

// another is the refusal of a host that is known with other keys. If one of
// them is of the type shown, the key has changed. If not, the device may still
// have the known one and not be offered its algorithm: that is seen in the
// device's own list.
func (h *hostKeyCheck) another(key ssh.PublicKey, known []knownhosts.Key) *Error {
	closest := known[0]
	if i := slices.IndexFunc(known, func(k knownhosts.Key) bool { return k.Type() == key.Type() }); i >= 0 {
		closest = known[i]
	} else if e := h.notOffered(key, known); e != nil {
		return e
	}
	detail := fmt.Sprintf("the device shows %s, and line %d of %s has %s", h.describe(key), closest.Line, closest.Path, h.describe(closest))
	e := failure(ClassHostKeyChanged, h.device.Name, detail, nil)
	e.Advice = changedAdvice + fmt.Sprintf("remove the old one with ssh-keygen -f %s -R '%s'", shellWord(closest.Path), h.names[0])
	return e
}

// notOffered is the refusal if the device has a key of a known type, for
// algorithms that are not offered.
func (h *hostKeyCheck) notOffered(key ssh.PublicKey, known []knownhosts.Key) *Error {
	if h.lists == nil {
		return nil
	}
	lists := h.lists()
	if lists == nil {
		return nil
	}
	for _, k := range known {
		has := slices.DeleteFunc(keyAlgorithms(k.Type()), func(a string) bool { return !slices.Contains(lists.hostKeys, a) })
		if len(has) == 0 {
			continue
		}
		detail := fmt.Sprintf("line %d of %s has %s, which the device uses with %s only; the profile %q offers %s. It showed %s, which is not known",
			k.Line, k.Path, h.describe(k), list(has), h.profile, list(h.offered), h.describe(key))
		e := failure(ClassAlgorithms, h.device.Name, detail, nil)
		wanted := *lists
		wanted.hostKeys = has
		e.Advice = profileAdvice(wanted)
		return e
	}
	return nil
}

// keyAlgorithms are the algorithms of a type of key: RSA has three (RFC 8332).
func keyAlgorithms(kind string) []string {
	if kind == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSA}
	}
	return []string{kind}
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
		for _, k := range h.known.Lookup(name).Keys {
			all = append(all, keyAlgorithms(k.Type())...)
		}
		if len(all) > 0 {
			break
		}
	}
	return all
}

// shellWord is a path that can be pasted into a shell.
func shellWord(s string) string {
	if strings.ContainsFunc(s, func(c rune) bool { return !strings.ContainsRune("/._-+:@%~\\", c) && !isWord(c) }) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

func isWord(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
