package algorithm

import (
	"regexp"
	"strings"
)

// A Kind is what a word of a proposal names.
type Kind string

// The kinds of words.
const (
	KindUnknown   Kind = ""
	KindCipher    Kind = "cipher"
	KindIntegrity Kind = "integrity"
	KindPRF       Kind = "prf"
	KindGroup     Kind = "group"
	// KindNone is a word that names no algorithm: "ESN", "none".
	KindNone Kind = "none"
)

// A Word is one algorithm of a proposal: Name in the spelling of this package,
// Printed as it stood there.
type Word struct {
	Kind          Kind
	Name, Printed string
}

// Words reads a proposal in the spelling of any vendor:
// "IKE:AES_CBC_256/PRF_HMAC_SHA2_256/MODP_2048", "aes256-sha256-modp2048",
// "esp-aes esp-sha-hmac", "aes-256 sha256 group 14".
func Words(text string) []Word {
	ah := strings.HasPrefix(text, "AH:")
	var out []Word
	ciphers := 0
	for _, text := range cut(text) {
		w := Classify(text, ah)
		if w.Kind == KindCipher {
			if ciphers++; ciphers > 1 && w.Name == "null" {
				w.Kind, w.Name = KindIntegrity, None // "integrity null" beside a cipher
			}
		}
		out = append(out, w)
	}
	return out
}

// ciscoGroup stands before the number in "DH_GROUP_2048_MODP/Group 14" of logs.
var ciscoGroup = regexp.MustCompile(`DH_GROUP_\S*/Group `)

// cut cuts a proposal into words.
func cut(text string) []string {
	for _, protocol := range []string{"IKE:", "ESP:", "AH:"} {
		text = strings.TrimPrefix(text, protocol)
	}
	text = strings.TrimSpace(strings.ReplaceAll(ciscoGroup.ReplaceAllString(text, "group "), "group ", "group"))
	switch {
	case text == "":
		return nil
	case strings.Contains(text, "/"):
		return strings.Split(text, "/")
	case strings.Contains(text, " "):
		return joinLengths(strings.Fields(text))
	case hyphened(text):
		return strings.FieldsFunc(strings.TrimSuffix(text, "!"), func(r rune) bool { return strings.ContainsRune("-;+,", r) })
	}
	return []string{text}
}

// hyphened reports whether hyphens stand between the words of a proposal, as in
// strongSwan and Libreswan, and not within one, as in "esp-aes" and "AES-CBC".
func hyphened(text string) bool {
	if text != strings.ToLower(text) {
		return strings.Contains(text, "_") && strings.Contains(text, "-") // pluto: AES_CBC_256-HMAC_SHA2_256
	}
	return !strings.HasPrefix(text, "esp-") && !strings.HasPrefix(text, "ah-") && !strings.HasPrefix(text, "aes-")
}

// joinLengths puts the length of a key with its cipher: "esp-gcm 256".
func joinLengths(words []string) []string {
	var out []string
	for _, w := range words {
		if len(out) > 0 && isNumber(w) {
			out[len(out)-1] += "-" + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// Classify says what one word names. AH has no cipher: "NULL" is none there.
func Classify(word string, ah bool) Word {
	w := strings.ToLower(word)
	switch {
	case w == "esn" || w == "noesn" || strings.HasSuffix(w, "ext_seq") || w == None || w == "n/a":
		return Word{KindNone, None, word}
	case strings.HasPrefix(w, "prf"):
		if n, ok := PRF(word); ok {
			return Word{KindPRF, n, word}
		}
		return Word{KindUnknown, word, word}
	}
	if number, ok := Group(word); ok && !isNumber(w) {
		return Word{KindGroup, number, word}
	}
	if n, ok := Cipher(word, 0); ok && !ah && !strings.Contains(w, "xcbc") && !strings.Contains(w, "cmac") {
		return Word{KindCipher, n, word}
	}
	if n, ok := Integrity(word); ok {
		return Word{KindIntegrity, n, word}
	}
	return Word{KindUnknown, word, word}
}

func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" }
