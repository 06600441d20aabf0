package mtu

import (
	"fmt"
	"strings"

	"ipsec-diag/engine/algorithm"
)

// ParseSuite reads the algorithms of ESP in the spelling of any vendor:
// "aes256gcm16", "aes128-sha256", "esp-aes 256 esp-sha-hmac", "AES_GCM_16_256".
func ParseSuite(text string) (cipher, integrity string, err error) {
	for _, w := range algorithm.Words(strings.TrimSpace(text)) {
		switch w.Kind {
		case algorithm.KindCipher:
			cipher = w.Name
		case algorithm.KindIntegrity:
			integrity = w.Name
		case algorithm.KindUnknown:
			return "", "", fmt.Errorf("no algorithm is called %q", w.Printed)
		}
	}
	switch {
	case cipher == "":
		return "", "", fmt.Errorf("no cipher is in it")
	case algorithm.IsAEAD(cipher):
		return cipher, algorithm.None, nil
	case integrity == "":
		return "", "", fmt.Errorf("%s needs an integrity algorithm beside it, such as %s-sha256", cipher, text)
	}
	return cipher, integrity, nil
}
