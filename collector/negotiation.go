package collector

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// The library's words for an RSA key and for a group that are too short.
var (
	shortKeyWords   = regexp.MustCompile(`crypto/rsa: (\d+)-bit keys are insecure`)
	shortGroupWords = regexp.MustCompile(`gex p is out of range \((\d+) bits\)`)
)

// explainAlgorithms says what a device and we could not agree on, in words of
// our own. device may be nil.
func explainAlgorithms(failed *Error, d inventory.Device, o Options, device *kexLists) *Error {
	var n *ssh.AlgorithmNegotiationError
	if errors.As(failed.cause, &n) {
		return algorithmsFailure(d.Name, n, device, o)
	}
	if m := shortKeyWords.FindStringSubmatch(failed.Detail); m != nil {
		bits, _ := strconv.Atoi(m[1])
		return shortRSAFailure(d, bits, shortestRSA)
	}
	if m := shortGroupWords.FindStringSubmatch(failed.Detail); m != nil {
		failed.Detail = "the device proposes a group of " + m[1] + " bits for diffie-hellman-group-exchange; 2048 to 8192 are accepted"
		failed.Advice = "Set the least size of the group on the device to 2048 (Cisco IOS: ip ssh dh min size 2048)"
		if device != nil {
			fixed := *device
			fixed.keyExchanges = slices.DeleteFunc(slices.Clone(device.keyExchanges), func(k string) bool { return strings.Contains(k, "group-exchange") })
			if len(fixed.keyExchanges) > 0 {
				failed.Advice += ". " + profileAdvice(fixed)
			}
		}
	}
	return failed
}

// algorithmsFailure shows both lists and the line that helps. device may be
// nil: then only the list that failed is known.
func algorithmsFailure(name string, n *ssh.AlgorithmNegotiationError, device *kexLists, o Options) *Error {
	theirs := realAlgorithms(n.RequestedAlgorithms)
	detail := fmt.Sprintf("no common algorithm for %s: the device offers %s; the profile %q offers %s",
		n.What, list(theirs), o.Profile, list(realAlgorithms(n.SupportedAlgorithms)))
	e := failure(ClassAlgorithms, name, detail, n)
	if device == nil {
		device = listOf(n.What, theirs)
	}
	e.Advice = profileAdvice(*device)
	if profile, err := algorithmsOf(o.Profile); err == nil && profile.agrees(*device) {
		e.Advice = fmt.Sprintf("The profile %q has one of them, and the ssh_config file takes it away: look at KexAlgorithms, HostKeyAlgorithms, Ciphers and MACs of this host there", o.Profile)
	}
	return e
}

// listOf is what is known of a device of which only one list is.
func listOf(what string, names []string) *kexLists {
	switch {
	case strings.Contains(what, "host key"):
		return &kexLists{hostKeys: names}
	case strings.Contains(what, "cipher"):
		return &kexLists{ciphersIn: names, ciphersOut: names}
	case strings.Contains(what, "MAC"):
		return &kexLists{macsIn: names, macsOut: names}
	}
	return &kexLists{keyExchanges: names}
}

// profileAdvice names the strictest profile with which all lists agree.
func profileAdvice(device kexLists) string {
	for _, profile := range []string{ProfileModern, ProfileCompatible, ProfileLegacy} {
		if a, err := algorithmsOf(profile); err == nil && a.agrees(device) {
			return fmt.Sprintf("If that is acceptable for this device, add to its entry in the inventory the line \"ssh_profile: %s\" "+
				"(or --ssh-profile %s for one run); nothing weaker is tried on its own", profile, profile)
		}
	}
	return "No SSH profile has a common algorithm for all that is needed" + missing(device) + ": enable a newer one on the device"
}

// missing names the lists that even the weakest profile has nothing of.
func missing(device kexLists) string {
	a, _ := algorithmsOf(ProfileLegacy)
	var all []string
	for _, l := range []struct {
		what          string
		ours, devices []string
	}{{"key exchange", a.KeyExchanges, device.keyExchanges}, {"host key", a.hostKeys, device.hostKeys}, {"cipher", a.Ciphers, device.ciphersIn}, {"MAC", a.MACs, device.macsIn}} {
		if len(l.devices) > 0 && !common(l.ours, l.devices) {
			all = append(all, l.what)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// agrees reports whether all lists have something in common; an empty one is
// not known.
func (a *algorithms) agrees(device kexLists) bool {
	either := func(ours, theirs []string) bool { return len(theirs) == 0 || common(ours, theirs) }
	return either(a.KeyExchanges, device.keyExchanges) && either(a.hostKeys, device.hostKeys) &&
		either(a.Ciphers, device.ciphersIn) && either(a.Ciphers, device.ciphersOut) &&
		(a.authenticates(device.ciphersIn) || either(a.MACs, device.macsIn)) &&
		(a.authenticates(device.ciphersOut) || either(a.MACs, device.macsOut))
}

// authenticates reports whether the cipher that is agreed on, the first of ours
// that the device has, needs no MAC.
func (a *algorithms) authenticates(theirs []string) bool {
	i := slices.IndexFunc(a.Ciphers, func(c string) bool { return slices.Contains(theirs, c) })
	return i >= 0 && needsNoMAC(a.Ciphers[i])
}

// realAlgorithms leaves out the markers that stand among the key exchanges
// (RFC 8308, section 2.1, and strict key exchange).
func realAlgorithms(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return strings.HasPrefix(n, "kex-strict-") || strings.HasPrefix(n, "ext-info-")
	})
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
