package collector

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/knownhosts"
)

// authorities are those that certify the host (@cert-authority).
func (h *hostKeyCheck) authorities() []knownhosts.Key {
	if h.known == nil || h.device.HostKey != "" {
		return nil
	}
	var all []knownhosts.Key
	for _, name := range h.names {
		all = append(all, h.known.Authorities(name)...)
	}
	return all
}

// checkCertificate returns nil if the certificate is good, or if there is no
// authority for the host and none is needed.
func (h *hostKeyCheck) checkCertificate(key ssh.PublicKey, cert *ssh.Certificate) *Error {
	trusted := h.authorities()
	if len(trusted) == 0 {
		if cert == nil {
			return nil
		}
		return h.invalid("the device shows a certificate that was not asked for")
	}
	covers := fmt.Sprintf("line %d of %s has the authority %s for it", trusted[0].Line, trusted[0].Path, ssh.FingerprintSHA256(trusted[0]))
	if cert == nil {
		return h.invalid(fmt.Sprintf("the device shows %s and no certificate, and %s", h.describe(key), covers))
	}
	what := fmt.Sprintf("the host certificate %q, serial %d, ", cert.KeyId, cert.Serial)
	if !slices.ContainsFunc(trusted, func(k knownhosts.Key) bool { return same(k, cert.SignatureKey) }) {
		return h.invalid(what + "is signed by " + ssh.FingerprintSHA256(cert.SignatureKey) + ", and " + covers)
	}
	if reason := h.certificateFault(cert); reason != "" {
		return h.invalid(what + reason)
	}
	return nil
}

func (h *hostKeyCheck) invalid(detail string) *Error {
	e := failure(ClassHostKeyUnknown, h.device.Name, detail, nil)
	e.Advice = "Have the authority issue a certificate for this host and install it there (HostCertificate of sshd_config), " +
		"or compare the key with the device's console and add it to " + h.known.Path() + "; no key is recorded for a host that an authority certifies"
	return e
}

// signatureAlgorithms are those with which an authority may sign: all but
// ssh-rsa, which is SHA-1 (CASignatureAlgorithms of ssh_config(5)).
var signatureAlgorithms = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512,
}

// certificateFault is what is wrong with a certificate of the right authority,
// or "". The library checks once more, in words for programmers.
func (h *hostKeyCheck) certificateFault(cert *ssh.Certificate) string {
	host, now := h.names[len(h.names)-1], time.Now()
	principal := slices.IndexFunc(cert.ValidPrincipals, func(p string) bool { return knownhosts.Match(strings.ToLower(p), host) })
	switch {
	case cert.CertType != ssh.HostCert:
		return "is one of a user and not one of a host"
	case !slices.Contains(signatureAlgorithms, cert.Signature.Format):
		return "is signed with " + cert.Signature.Format + ", which is not accepted from an authority"
	case rsaBits(cert.SignatureKey) > 0 && rsaBits(cert.SignatureKey) < shortestRSA:
		return fmt.Sprintf("is signed with an RSA key of %d bits", rsaBits(cert.SignatureKey))
	case len(cert.ValidPrincipals) == 0:
		return "names no host, which would make it good for all"
	case principal < 0:
		return "is for " + strings.Join(cert.ValidPrincipals, ", ") + " and not for " + host
	case uint64(now.Unix()) < cert.ValidAfter:
		return "is not valid before " + besideClock(cert.ValidAfter, now)
	case cert.ValidBefore != ssh.CertTimeInfinity && uint64(now.Unix()) >= cert.ValidBefore:
		return "has expired on " + besideClock(cert.ValidBefore, now)
	}
	// The principal of a host may hold wildcards, which the library compares
	// as they stand.
	if err := (&ssh.CertChecker{}).CheckCert(cert.ValidPrincipals[principal], cert); err != nil {
		return "does not hold: " + strings.TrimPrefix(err.Error(), "ssh: ")
	}
	return ""
}

// besideClock is a time of a certificate beside this machine's clock, which may be
// what is wrong.
func besideClock(seconds uint64, now time.Time) string {
	const form = "2006-01-02 15:04:05 UTC"
	return fmt.Sprintf("%s (this machine's clock says %s)", time.Unix(int64(min(seconds, 1<<40)), 0).UTC().Format(form), now.UTC().Format(form))
}
