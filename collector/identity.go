package collector

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// A candidate is a key that may be offered to the device.
type candidate struct {
	name   string // the file, or the agent's comment
	public ssh.PublicKey
	signer ssh.Signer // nil while only the public half is known
	lacks  error      // why the file alone is not enough
}

// readKeys reads the key files that the login names. Each must be usable, by
// itself or through the agent.
func (c *credentials) readKeys(ctx context.Context, d inventory.Device, o Options) *Error {
	for _, path := range d.Login.Keys {
		key, err := readKey(path)
		var missing *ssh.PassphraseMissingError
		if errors.As(err, &missing) && d.Login.KeyPassphrase != "" {
			phrase, failed := o.secret(ctx, d, d.Login.KeyPassphrase)
			if failed != nil {
				return failed
			}
			key, err = unlock(path, phrase)
		}
		if err != nil && key.public == nil {
			return failure(ClassCredential, d.Name, err.Error(), err)
		}
		key.lacks = err
		c.found = append(c.found, key)
	}
	return nil
}

// readIdentities reads the key files of Options. What cannot be read is left
// out, as ssh does: its public half says which key of the agent is meant.
func (c *credentials) readIdentities(o Options) {
	for _, path := range o.Identities {
		if key, _ := readKey(path); key.public != nil {
			c.found = append(c.found, key)
		}
	}
}

// readKey reads a key file. With an error it returns the public half, if that
// can be known: the agent may have the key.
func readKey(path string) (candidate, error) {
	file := credential.ExpandHome(path)
	key := candidate{name: "key file " + path, public: publicKey(file + ".pub")}
	text, err := os.ReadFile(file)
	if err != nil {
		return key, fmt.Errorf("cannot read the key file %s: %w", path, reason(err))
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err == nil {
		key.signer, key.public = signer, signer.PublicKey()
		return key, nil
	}
	if own := publicHalf(file, text, err); own != nil {
		key.public = own
	}
	var missing *ssh.PassphraseMissingError
	switch {
	case key.public != nil && isSecurityKey(key.public):
		err = errors.New("it is a security key, which signs through the SSH agent only")
	case errors.As(err, &missing):
		err = encrypted{err}
	case key.public != nil && publicKey(file) != nil:
		err = errors.New("it is a public key")
	}
	return key, fmt.Errorf("key file %s: %w", path, err)
}

// An encrypted key's error is the library's, in fewer words.
type encrypted struct{ cause error }

func (encrypted) Error() string   { return "it has a passphrase" }
func (e encrypted) Unwrap() error { return e.cause }

// unlock reads a key file with a passphrase.
func unlock(path, phrase string) (candidate, error) {
	text, err := os.ReadFile(credential.ExpandHome(path))
	if err != nil {
		return candidate{}, fmt.Errorf("cannot read the key file %s: %w", path, reason(err))
	}
	signer, err := ssh.ParsePrivateKeyWithPassphrase(text, []byte(phrase))
	if err != nil {
		return candidate{}, fmt.Errorf("key file %s: %w", path, err)
	}
	return candidate{name: "key file " + path, public: signer.PublicKey(), signer: signer}, nil
}

// publicHalf returns the public key of a file whose private key cannot be used.
func publicHalf(file string, text []byte, err error) ssh.PublicKey {
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) && missing.PublicKey != nil {
		return missing.PublicKey
	}
	if key := publicKey(file); key != nil {
		return key
	}
	return openSSHHeader(text)
}

// openSSHHeader reads the public key that stands, not encrypted, in front of
// the private one in OpenSSH's own format (openssh-portable, PROTOCOL.key).
func openSSHHeader(text []byte) ssh.PublicKey {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil
	}
	rest, ok := bytes.CutPrefix(block.Bytes, []byte("openssh-key-v1\x00"))
	if !ok {
		return nil
	}
	var header struct {
		Cipher, KDF, Options string
		Keys                 uint32
		Public               []byte
		Rest                 []byte `ssh:"rest"`
	}
	if ssh.Unmarshal(rest, &header) != nil {
		return nil
	}
	key, err := ssh.ParsePublicKey(header.Public)
	if err != nil {
		return nil
	}
	return key
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

func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
