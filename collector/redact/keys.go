package redact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
)

// A Digester makes digests of pre-shared keys under a secret of its own, so
// that two devices that were read in one run can be compared: equal digests are
// equal keys (HMAC-SHA256, RFC 2104). The secret is never shown and ends with the
// program, so that nobody can try keys against a digest.
type Digester struct{ secret [32]byte }

// NewDigester returns a Digester with a new random secret.
func NewDigester() *Digester {
	d := &Digester{}
	_, _ = rand.Read(d.secret[:]) // never fails: crypto/rand
	return d
}

// digest returns the digest of a key.
func (d *Digester) digest(key []byte) string {
	mac := hmac.New(sha256.New, d.secret[:])
	mac.Write(key)
	return hex.EncodeToString(mac.Sum(nil))
}

// Keys are the digests of the pre-shared keys in one output, by line. They are
// for comparing in memory: no format and no encoding shows them.
type Keys struct{ byLine map[int]string }

// Keys finds the pre-shared keys that stand in a raw output in clear, or in
// Cisco's type 7, which hides nothing. A key that the device masks or encrypts
// has no digest, nor have two different keys in one line. A nil Digester finds none.
func (d *Digester) Keys(raw string) Keys {
	if d == nil || !mayHoldKeys(raw) {
		return Keys{}
	}
	out := Keys{byLine: map[int]string{}}
	n := 0
	for line := range strings.SplitSeq(raw, "\n") {
		n++
		if !mayHoldKeys(line) {
			continue
		}
		if digest := d.ofLine(strings.TrimRight(line, " \t\r")); digest != "" {
			out.byLine[n] = digest
		}
	}
	return out
}

// ofLine returns the digest of the one key of a line, or "".
func (d *Digester) ofLine(line string) string {
	found := ""
	for i := range keyForms {
		for _, m := range keyForms[i].find.FindAllStringSubmatch(line, -1) {
			key, ok := keyForms[i].read(m[1:])
			if !ok {
				return ""
			}
			digest := d.digest(key)
			if found != "" && found != digest {
				return ""
			}
			found = digest
		}
		if found != "" {
			break
		}
	}
	return found
}

// At returns the digest of the key in line n, counted from 1.
func (k Keys) At(n int) (digest string, ok bool) {
	digest, ok = k.byLine[n]
	return digest, ok
}

// Len returns how many lines have a key.
func (k Keys) Len() int { return len(k.byLine) }

// Equal reports whether two outputs have the same keys in the same lines.
func (k Keys) Equal(other Keys) bool { return maps.Equal(k.byLine, other.byLine) }

// From returns the keys of the part of an output that begins with line first,
// counted from 1.
func (k Keys) From(first int) Keys {
	if first <= 1 || len(k.byLine) == 0 {
		return k
	}
	out := Keys{byLine: make(map[int]string, len(k.byLine))}
	for n, digest := range k.byLine {
		if n >= first {
			out.byLine[n-first+1] = digest
		}
	}
	return out
}

// Format prints how many keys there are, whatever the verb.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "%d keys", len(k.byLine)) }

// MarshalJSON shows nothing.
func (k Keys) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// MarshalText shows nothing.
func (k Keys) MarshalText() ([]byte, error) { return nil, nil }
