package ciscoios

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads which algorithms the device is configured to offer. Where
// IOS prints prose, the configuration's keyword stands in its place.

// isakmpWords are the keywords for the prose of "show crypto isakmp policy".
var isakmpWords = map[string]string{
	"des - data encryption standard (56 bit keys)": "des", "three key triple des": "3des",
	"secure hash standard": "sha", "message digest 5": "md5", "secure hash standard 2 (256 bit)": "sha256",
	"secure hash standard 2 (384 bit)": "sha384", "secure hash standard 2 (512 bit)": "sha512",
	"pre-shared key": "pre-share", "rivest-shamir-adleman signature": "rsa-sig", "rivest-shamir-adleman encryption": "rsa-encr",
	"elliptic curve digital signature algorithm": "ecdsa-sig",
}

// isakmpWord returns the keyword for a value, or the value itself.
func isakmpWord(value string) string {
	key := strings.ToLower(strings.Trim(value, " \t."))
	if word, ok := isakmpWords[key]; ok {
		return word
	}
	if bits, ok := strings.CutPrefix(key, "aes - advanced encryption standard ("); ok {
		return "aes-" + strings.TrimSuffix(bits, " bit keys)")
	}
	return strings.TrimSpace(value)
}

// parseISAKMPPolicy reads "show crypto isakmp policy".
func parseISAKMPPolicy(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Suite
	each(t, func(n int, line string) bool {
		low := strings.ToLower(line)
		if isDefault := strings.HasPrefix(low, "default protection suite"); isDefault || strings.HasPrefix(low, "protection suite") {
			snap.Suites = append(snap.Suites, isakmpSuite(low, isDefault, t.At(n)))
			open = &snap.Suites[len(snap.Suites)-1]
			return true
		}
		if open == nil || !isakmpValue(open, line, t.At(n)) {
			return low == "global ike policy" || low == "default ike policy"
		}
		span(&open.Ref, t, n)
		return true
	})
}

// isakmpSuite starts the suite of "Protection suite of priority 10".
func isakmpSuite(low string, isDefault bool, at ipsec.Ref) ipsec.Suite {
	s := ipsec.Suite{Layer: "ike", Version: ipsec.Saw(1, at), Default: isDefault, Ref: at}
	_, s.Name, _ = strings.Cut(low, "of priority ")
	if n, ok := scan.Int(s.Name); ok {
		s.Priority = ipsec.Saw(n, at)
	}
	return s
}

func isakmpValue(s *ipsec.Suite, line string, at ipsec.Ref) bool {
	label, value, ok := strings.Cut(line, ":")
	if !ok {
		return false
	}
	switch strings.ToLower(label) {
	case "encryption algorithm":
		s.Encryption = []string{isakmpWord(value)}
	case "hash algorithm":
		s.Integrity = []string{isakmpWord(value)}
	case "authentication method":
		s.Auth = ipsec.Saw(isakmpWord(value), at)
	case "diffie-hellman group":
		group, _, _ := strings.Cut(strings.TrimLeft(value, " \t#"), " ")
		s.KeyExchange = []string{group}
	case "lifetime":
		seconds, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		if d, ok := scan.Duration(seconds); ok {
			s.Lifetime = ipsec.Saw(d, at)
		}
	default:
		return false
	}
	return true
}

func recogniseISAKMPPolicy(t *scan.Text) bool { return contains(t, "rotection suite") }

// parseIKEv2Proposal reads "show crypto ikev2 proposal".
func parseIKEv2Proposal(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Suite
	each(t, func(n int, line string) bool {
		label, value, ok := strings.Cut(line, ":")
		label, value = strings.TrimSpace(label), strings.TrimSpace(value)
		if label == "IKEv2 proposal" {
			at := t.At(n)
			snap.Suites = append(snap.Suites, ipsec.Suite{Layer: "ike", Version: ipsec.Saw(2, at), Name: value, Default: value == "default", Ref: at})
			open = &snap.Suites[len(snap.Suites)-1]
			return true
		}
		if !ok || open == nil || !ikev2Value(open, label, value) {
			return false
		}
		span(&open.Ref, t, n)
		return true
	})
}

func ikev2Value(s *ipsec.Suite, label, value string) bool {
	words := strings.Fields(value)
	switch label {
	case "Encryption":
		s.Encryption = words
	case "Integrity":
		s.Integrity = words
	case "PRF":
		s.PRF = words
	case "DH Group":
		s.KeyExchange = append(s.KeyExchange, groupNumbers(value)...)
	case "PQC Key Exchange":
		words = slices.DeleteFunc(words, func(w string) bool { return w == "Optional" })
		s.KeyExchange = append(s.KeyExchange, words...)
	default:
		return false
	}
	return true
}

// groupNumbers returns 19 and 14 of "DH_GROUP_256_ECP/Group 19
// DH_GROUP_2048_MODP/Group 14".
func groupNumbers(value string) []string {
	var out []string
	words := strings.Fields(value)
	for i := 1; i < len(words); i++ {
		if strings.HasSuffix(words[i-1], "/Group") {
			out = append(out, words[i])
		}
	}
	return out
}

func recogniseIKEv2Proposal(t *scan.Text) bool { return contains(t, "IKEv2 proposal:") }
