package collector

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory/credential"
)

// A certificate is a user certificate from a file.
type certificate struct {
	name string
	cert *ssh.Certificate
}

// readCertificates reads those that are named and those that stand beside a key
// file, as ssh-keygen writes them.
func readCertificates(named, keyFiles []string) []certificate {
	var found []certificate
	files := slices.Clone(named)
	for _, path := range keyFiles {
		files = append(files, strings.TrimSuffix(path, ".pub")+"-cert.pub")
	}
	for _, path := range files {
		if cert, ok := publicKey(credential.ExpandHome(path)).(*ssh.Certificate); ok {
			found = append(found, certificate{"certificate " + path, cert})
		}
	}
	return found
}

// certify puts certificates before the keys they are for. One that has run out
// is left out: it would only cost a try.
func (c *credentials) certify(certs []certificate, now time.Time) {
	for _, cert := range certs {
		i := slices.IndexFunc(c.usable, func(k candidate) bool { return sameKey(k.public, cert.cert.Key) })
		has := slices.ContainsFunc(c.usable, func(k candidate) bool { return sameKey(k.public, cert.cert) })
		if i < 0 || has {
			continue
		}
		if signer, err := ssh.NewCertSigner(cert.cert, c.usable[i].signer); err == nil {
			c.usable = slices.Insert(c.usable, i, candidate{name: cert.name, public: cert.cert, signer: signer})
		}
	}
	c.usable = slices.DeleteFunc(c.usable, func(k candidate) bool {
		cert, ok := k.public.(*ssh.Certificate)
		if !ok {
			return false
		}
		wrong, out := validity(cert, c.user, now)
		if wrong != "" {
			c.notes = append(c.notes, k.name+" "+wrong)
			c.renew = c.renew || out
		}
		return out
	})
}

// validity says what is wrong with a certificate, and whether it is of no use.
// A user who is not named in it may still be let in: the device may map names.
func validity(cert *ssh.Certificate, user string, now time.Time) (wrong string, useless bool) {
	at := uint64(now.Unix())
	switch {
	case cert.CertType != ssh.UserCert:
		return "is not a user's", true
	case cert.ValidBefore != ssh.CertTimeInfinity && at >= cert.ValidBefore:
		return "ran out at " + instant(cert.ValidBefore), true
	case at < cert.ValidAfter:
		return "is valid from " + instant(cert.ValidAfter) + " only; check this machine's clock", true
	case len(cert.ValidPrincipals) > 0 && !slices.Contains(cert.ValidPrincipals, user):
		return fmt.Sprintf("is for %s, not for user %s", strings.Join(cert.ValidPrincipals, ", "), user), false
	}
	return "", false
}

func instant(seconds uint64) string {
	return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
}
