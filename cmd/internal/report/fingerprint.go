package report

import (
	"crypto/sha256"
	"encoding/hex"
)

// Fingerprint names a rule on a tunnel, the same in every run: reports, the
// history and tickets know a fault again by it. It is 12 hexadecimal digits.
func Fingerprint(tunnel, rule string) string {
	sum := sha256.Sum256([]byte(tunnel + "\x00" + rule))
	return hex.EncodeToString(sum[:6])
}
