package collector

import (
	"bytes"
	"errors"
	"os"
	"slices"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory/credential"
)

// readIdentities reads the key files of Options. What cannot be read is left
// out, as ssh does: its public half says which key of the agent is meant.
func (c *credentials) readIdentities(o Options) {
	for _, path := range o.Identities {
		path = credential.ExpandHome(path)
		if pem, err := os.ReadFile(path); err == nil {
			signer, err := ssh.ParsePrivateKey(pem)
			if err == nil && len(c.keys) >= maxAgentKeys {
				continue
			}
			if err == nil {
				c.keys = append(c.keys, signer)
				continue
			}
			var encrypted *ssh.PassphraseMissingError
			if errors.As(err, &encrypted) && encrypted.PublicKey != nil {
				c.wanted = append(c.wanted, encrypted.PublicKey)
				continue
			}
		}
		for _, name := range []string{path + ".pub", path} {
			if key := publicKey(name); key != nil {
				c.wanted = append(c.wanted, key)
				break
			}
		}
	}
}

func publicKey(path string) ssh.PublicKey {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil
	}
	return key
}

// chosen puts the agent's keys that are wanted first, and leaves the others
// out if only those are to be used.
func (c *credentials) chosen(signers []ssh.Signer, only bool) []ssh.Signer {
	var wanted, others []ssh.Signer
	for _, s := range signers {
		if slices.ContainsFunc(c.wanted, func(k ssh.PublicKey) bool { return sameKey(k, s.PublicKey()) }) {
			wanted = append(wanted, s)
		} else {
			others = append(others, s)
		}
	}
	if only {
		return wanted
	}
	return append(wanted, others...)
}

// certify puts certificates before the keys they are for.
func (c *credentials) certify(paths []string) {
	for _, path := range paths {
		cert, ok := publicKey(credential.ExpandHome(path)).(*ssh.Certificate)
		if !ok {
			continue
		}
		for _, key := range slices.Clone(c.keys) {
			if !sameKey(cert.Key, key.PublicKey()) {
				continue
			}
			if signer, err := ssh.NewCertSigner(cert, key); err == nil {
				c.keys = append([]ssh.Signer{signer}, c.keys...)
			}
		}
	}
}

func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
