package collector_test

import (
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"io"
	"math/big"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A shortRSA is an RSA key of any size. crypto/rsa neither makes nor uses one
// under 1024 bits.
type shortRSA struct {
	public   ssh.PublicKey
	n, d     *big.Int
	sha1Only bool
}

func newShortRSA(t *testing.T, bits int, sha1Only bool) *shortRSA {
	t.Helper()
	e, one := big.NewInt(65537), big.NewInt(1)
	for {
		p, err := rand.Prime(rand.Reader, bits/2)
		if err != nil {
			t.Fatal(err)
		}
		q, err := rand.Prime(rand.Reader, bits/2)
		if err != nil {
			t.Fatal(err)
		}
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil || n.BitLen() != bits {
			continue
		}
		public, err := ssh.ParsePublicKey(ssh.Marshal(struct {
			Kind string
			E, N *big.Int
		}{ssh.KeyAlgoRSA, e, n}))
		if err != nil {
			t.Fatal(err)
		}
		return &shortRSA{public, n, d, sha1Only}
	}
}

func (k *shortRSA) PublicKey() ssh.PublicKey { return k.public }

func (k *shortRSA) Algorithms() []string {
	if k.sha1Only {
		return []string{ssh.KeyAlgoRSA}
	}
	return []string{ssh.KeyAlgoRSASHA256}
}

func (k *shortRSA) Sign(r io.Reader, data []byte) (*ssh.Signature, error) {
	return k.SignWithAlgorithm(r, data, k.Algorithms()[0])
}

// SignWithAlgorithm is RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
func (k *shortRSA) SignWithAlgorithm(_ io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	prefix, hash := []byte{0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20}, crypto.SHA256
	if algorithm == ssh.KeyAlgoRSA {
		prefix, hash = []byte{0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14}, crypto.SHA1
	}
	var digest []byte
	switch hash {
	case crypto.SHA1:
		sum := sha1.Sum(data)
		digest = sum[:]
	default:
		sum := sha256.Sum256(data)
		digest = sum[:]
	}
	size := (k.n.BitLen() + 7) / 8
	message := make([]byte, size)
	message[1] = 1
	tail := append(prefix, digest...)
	for i := 2; i < size-len(tail)-1; i++ {
		message[i] = 0xff
	}
	copy(message[size-len(tail):], tail)
	signed := new(big.Int).Exp(new(big.Int).SetBytes(message), k.d, k.n)
	return &ssh.Signature{Format: algorithm, Blob: signed.FillBytes(make([]byte, size))}, nil
}
