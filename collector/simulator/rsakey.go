package simulator

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"io"
	"math/big"
	"slices"

	"golang.org/x/crypto/ssh"
)

// An rsaKey is an RSA key of any size, as old devices have them. crypto/rsa
// neither makes nor uses one of fewer than 1024 bits.
type rsaKey struct {
	public ssh.PublicKey
	n, d   *big.Int
	digest rsaDigest
}

// An rsaDigest is a digest with what stands before it in a signature (RFC 8017,
// section 9.2, note 1).
type rsaDigest struct {
	algorithm string
	prefix    []byte
	sum       func([]byte) []byte
}

var (
	rsaSHA1 = rsaDigest{ssh.KeyAlgoRSA, []byte{0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14},
		func(b []byte) []byte { s := sha1.Sum(b); return s[:] }}
	rsaSHA256 = rsaDigest{ssh.KeyAlgoRSASHA256, []byte{0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20},
		func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }}
)

// NewRSAHostKey makes an RSA host key of that many bits, at least 512, which
// signs with SHA-256, or with SHA-1 only.
func NewRSAHostKey(bits int, sha1Only bool) (ssh.Signer, error) {
	e, one := big.NewInt(65537), big.NewInt(1)
	for {
		p, badP := rand.Prime(rand.Reader, bits/2)
		q, badQ := rand.Prime(rand.Reader, bits-bits/2)
		if err := errors.Join(badP, badQ); err != nil {
			return nil, err
		}
		n := new(big.Int).Mul(p, q)
		d := new(big.Int).ModInverse(e, new(big.Int).Mul(p.Sub(p, one), q.Sub(q, one)))
		if d == nil || n.BitLen() != bits {
			continue
		}
		public, err := ssh.ParsePublicKey(ssh.Marshal(struct {
			Kind string
			E, N *big.Int
		}{ssh.KeyAlgoRSA, e, n}))
		if err != nil {
			return nil, err
		}
		key := &rsaKey{public, n, d, rsaSHA256}
		if sha1Only {
			key.digest = rsaSHA1
		}
		return key, nil
	}
}

// PublicKey implements [ssh.Signer].
func (k *rsaKey) PublicKey() ssh.PublicKey { return k.public }

// Algorithms implements [ssh.MultiAlgorithmSigner].
func (k *rsaKey) Algorithms() []string { return []string{k.digest.algorithm} }

// SignWithAlgorithm implements [ssh.AlgorithmSigner]: there is one algorithm.
func (k *rsaKey) SignWithAlgorithm(r io.Reader, data []byte, _ string) (*ssh.Signature, error) {
	return k.Sign(r, data)
}

// Sign is RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
func (k *rsaKey) Sign(_ io.Reader, data []byte) (*ssh.Signature, error) {
	size := (k.n.BitLen() + 7) / 8
	tail := slices.Concat([]byte{0}, k.digest.prefix, k.digest.sum(data))
	message := slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-2-len(tail)), tail)
	signed := new(big.Int).Exp(new(big.Int).SetBytes(message), k.d, k.n)
	return &ssh.Signature{Format: k.digest.algorithm, Blob: signed.FillBytes(make([]byte, size))}, nil
}
