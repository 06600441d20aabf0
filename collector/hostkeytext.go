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
// them is of the type shown, the key has changed. If not, the device may have
// the known one all the same: that is seen in the list of its algorithms.
func (h *hostKeyCheck) another(key ssh.PublicKey, known []knownhosts.Key) *Error {
	closest := known[0]
	if i := slices.IndexFunc(known, func(k knownhosts.Key) bool { return k.Type() == key.Type() }); i >= 0 {
		closest = known[i]
	} else if e := h.ofAnotherType(key, known); e != nil {
		return e
	}
	return h.changed(key, closest)
}

func (h *hostKeyCheck) changed(key ssh.PublicKey, known knownhosts.Key) *Error {
	detail := fmt.Sprintf("the device shows %s, and line %d of %s has %s", h.describe(key), known.Line, known.Path, h.describe(known))
	e := failure(ClassHostKeyChanged, h.device.Name, detail, nil)
	e.Advice = changedAdvice + fmt.Sprintf("remove the old one with ssh-keygen -f %s -R '%s'", shellWord(known.Path), h.names[0])
	return e
}

// ofAnotherType is the refusal if the device has a key of a known type. It is
// asked for that if it can be, and else the profile is to blame.
func (h *hostKeyCheck) ofAnotherType(key ssh.PublicKey, known []knownhosts.Key) *Error {
	lists := h.lists()
	if lists == nil {
		return nil
	}
	for _, k := range known {
		has := both(keyAlgorithms(k.Type()), lists.hostKeys)
		if len(has) == 0 {
			continue
		}
		if common(has, h.offered) {
			h.ask(has)
			return h.changed(key, k)
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
