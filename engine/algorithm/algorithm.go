// Package algorithm gives the algorithms of IKE and IPsec one spelling for all
// vendors: "aes-cbc-256" for esp-256-aes, AES_CBC_256 and aes256. The names
// follow the IANA registry of IKEv2 parameters; the second result of each
// function is false for a word that is not known, which is then returned as it
// stands: an unknown algorithm is neither strong nor weak.
package algorithm

import (
	"strconv"
	"strings"
)

// None is the name of a transform that is not used.
const None = "none"

var separators = strings.NewReplacer("_", "", "-", "", " ", "", "/", "", "(", "", ")", "")

// fold drops what the vendors write differently.
func fold(word string) string { return separators.Replace(strings.ToLower(word)) }

// Cipher returns the name of an encryption algorithm: "aes-gcm16-256",
// "aes-cbc-128", "3des", "null". The length of the key is taken from the word,
// else from keyBits; without either the name has none: "aes-cbc".
func Cipher(word string, keyBits int) (name string, known bool) {
	w := strings.TrimPrefix(strings.TrimPrefix(fold(word), "encr"), "esp")
	switch {
	case w == "":
		return "", false
	case strings.Contains(w, "sha"), strings.Contains(w, "md5"):
		return word, false // several algorithms in one word, as names of sets are
	case strings.Contains(w, "gmac"):
		return withBits("aes-gmac", w, keyBits), true
	case strings.HasPrefix(w, "null"):
		return "null", true
	case strings.HasPrefix(w, "3des"):
		return "3des", true
	case strings.HasPrefix(w, "des"):
		return "des", true
	case strings.HasPrefix(w, "chacha20"):
		return "chacha20-poly1305", true
	}
	for _, old := range []string{"blowfish", "cast", "idea", "3idea", "rc5", "seed", "twofish", "serpent"} {
		if strings.HasPrefix(w, old) {
			return old, true
		}
	}
	if strings.HasPrefix(w, "camellia") {
		return withBits("camellia", w, keyBits), true
	}
	return aes(word, w, keyBits)
}

// aes reads the modes of AES. A word of a Cisco device without a number is
// AES-128: "esp-aes", "esp-gcm", "aes".
func aes(word, w string, keyBits int) (string, bool) {
	if keyBits == 0 {
		switch w {
		case "aes", "gcm", "aesgcm":
			keyBits = 128
		}
	}
	switch {
	case strings.Contains(w, "gcm"):
		return withBits("aes-gcm"+icvOf(w, "gcm"), w, keyBits), true
	case strings.Contains(w, "ccm"):
		return withBits("aes-ccm"+icvOf(w, "ccm"), w, keyBits), true
	case strings.Contains(w, "aesctr"), strings.HasPrefix(w, "aes") && strings.HasSuffix(w, "ctr"):
		return withBits("aes-ctr", w, keyBits), true
	case strings.Contains(w, "aes"):
		return withBits("aes-cbc", w, keyBits), true
	case w == "a128", w == "a192", w == "a256": // PAN-OS
		return "aes-cbc-" + w[1:], true
	}
	return word, false
}

// icvOf returns the length of the integrity check value in octets, which names
// the three variants of GCM and CCM (RFC 4106, RFC 4309). Some vendors count it
// in bits after the length of the key ("aes256gcm128"), most leave out 16; in
// "aes-gcm-128" the number is the key.
func icvOf(w, mode string) string {
	before, rest, _ := strings.Cut(w, mode)
	if strings.ContainsAny(before, "0123456789") {
		switch rest {
		case "96":
			return "12"
		case "64":
			return "8"
		}
	}
	for _, octets := range []string{"8", "12"} {
		if rest == octets || len(rest) == len(octets)+3 && strings.HasPrefix(rest, octets) {
			return octets
		}
	}
	return "16"
}

// withBits adds the length of the key.
func withBits(name, w string, keyBits int) string {
	w = strings.Replace(w, "gcm16", "gcm", 1) // AES_GCM_16_256: not a length of 16256
	for _, bits := range []int{256, 192, 128} {
		if strings.Contains(w, strconv.Itoa(bits)) {
			return name + "-" + strconv.Itoa(bits)
		}
	}
	if keyBits > 0 {
		return name + "-" + strconv.Itoa(keyBits)
	}
	return name
}

// IsAEAD reports whether a cipher, by its name here, protects integrity itself
// (RFC 5116), so that no integrity algorithm stands beside it.
func IsAEAD(cipher string) bool {
	for _, mode := range []string{"aes-gcm", "aes-ccm", "aes-gmac", "chacha20-poly1305"} {
		if strings.HasPrefix(cipher, mode) {
			return true
		}
	}
	return false
}

// KeyBits returns the length of the key in a cipher's name, 0 where it is not known.
func KeyBits(cipher string) int {
	switch cipher {
	case "3des":
		return 168
	case "des":
		return 56
	case "chacha20-poly1305":
		return 256
	}
	n, _ := strconv.Atoi(cipher[strings.LastIndexByte(cipher, '-')+1:])
	return n
}
