package algorithm

import (
	"strings"
	"testing"
)

// TestCipher reads the spellings that the platforms print.
func TestCipher(t *testing.T) {
	for _, c := range []struct {
		word string
		bits int
		want string
	}{
		{"AES_CBC", 256, "aes-cbc-256"}, {"AES_CBC_128", 0, "aes-cbc-128"}, {"AES_CBC", 0, "aes-cbc"}, {"aes256", 0, "aes-cbc-256"},
		{"esp-aes", 0, "aes-cbc-128"}, {"esp-256-aes", 256, "aes-cbc-256"}, {"esp-aes-256", 256, "aes-cbc-256"}, {"aes", 0, "aes-cbc-128"}, {"aes", 256, "aes-cbc-256"},
		{"AES-CBC", 192, "aes-cbc-192"}, {"A256", 0, "aes-cbc-256"}, {"aes-cbc-128", 0, "aes-cbc-128"},
		{"AES_GCM_16", 256, "aes-gcm16-256"}, {"AES_GCM_16_128", 0, "aes-gcm16-128"}, {"AES_GCM_8_256", 0, "aes-gcm8-256"}, {"aes256gcm16", 0, "aes-gcm16-256"},
		{"aes256gcm128", 0, "aes-gcm16-256"}, {"aes128gcm64", 0, "aes-gcm8-128"}, {"aes128gcm", 0, "aes-gcm16-128"}, {"esp-gcm", 256, "aes-gcm16-256"}, {"esp-gcm", 0, "aes-gcm16-128"}, {"aes-gcm-256", 0, "aes-gcm16-256"}, {"aes-gcm-128", 0, "aes-gcm16-128"}, {"AES-GCM", 256, "aes-gcm16-256"}, {"aes-gcm", 0, "aes-gcm16-128"},
		{"AES_CCM_16", 128, "aes-ccm16-128"}, {"aes256ccm12", 0, "aes-ccm12-256"}, {"AES_CTR_128", 0, "aes-ctr-128"}, {"aes128ctr", 0, "aes-ctr-128"},
		{"3DES_CBC", 0, "3des"}, {"esp-3des", 0, "3des"}, {"3des-cbc", 0, "3des"}, {"esp-des", 0, "des"}, {"DES_CBC", 0, "des"}, {"DES", 0, "des"},
		{"NULL", 0, "null"}, {"esp-null", 0, "null"}, {"NULL_AES_GMAC_256", 0, "aes-gmac-256"}, {"aes-gmac", 128, "aes-gmac-128"}, {"esp-gmac", 256, "aes-gmac-256"},
		{"CHACHA20_POLY1305", 0, "chacha20-poly1305"}, {"chacha20poly1305", 256, "chacha20-poly1305"}, {"BLOWFISH_CBC", 128, "blowfish"}, {"CAMELLIA_CBC_256", 0, "camellia-256"},
	} {
		if got, known := Cipher(c.word, c.bits); got != c.want || !known {
			t.Errorf("Cipher(%q, %d) = %q, %v, want %q", c.word, c.bits, got, known, c.want)
		}
	}
	for _, word := range []string{"", "rot13", "(none)"} {
		if got, known := Cipher(word, 0); known {
			t.Errorf("Cipher(%q) = %q and is known", word, got)
		}
	}
}

func TestHashes(t *testing.T) {
	for _, c := range []struct{ word, integrity, prf string }{
		{"HMAC_SHA2_256_128", "sha256-128", "prf-sha256"}, {"HMAC_SHA1_96", "sha1-96", "prf-sha1"}, {"esp-sha-hmac", "sha1-96", "prf-sha1"}, {"sha", "sha1-96", "prf-sha1"},
		{"SHA96", "sha1-96", "prf-sha1"}, {"SHA1", "sha1-96", "prf-sha1"}, {"sha-1", "sha1-96", "prf-sha1"}, {"esp-sha256-hmac", "sha256-128", "prf-sha256"}, {"SHA512", "sha512-256", "prf-sha512"},
		{"SHA384", "sha384-192", "prf-sha384"}, {"sha-512", "sha512-256", "prf-sha512"}, {"HMAC_SHA2_512", "sha512-256", "prf-sha512"}, {"HMAC_SHA2_384_192", "sha384-192", "prf-sha384"},
		{"sha2_256", "sha256-128", "prf-sha256"}, {"hmac-sha-256-128", "sha256-128", "prf-sha256"}, {"MD596", "md5-96", "prf-md5"}, {"hmac-md5-96", "md5-96", "prf-md5"}, {"ah-md5-hmac", "md5-96", "prf-md5"},
		{"AES_XCBC_96", "aes-xcbc-96", "prf-aes-xcbc"}, {"PRF_AES128_XCBC", "aes-xcbc-96", "prf-aes-xcbc"}, {"PRF_HMAC_SHA2_256", "sha256-128", "prf-sha256"}, {"prfsha384", "sha384-192", "prf-sha384"},
	} {
		if got, known := Integrity(c.word); got != c.integrity || !known {
			t.Errorf("Integrity(%q) = %q, %v, want %q", c.word, got, known, c.integrity)
		}
		if got, known := PRF(c.word); got != c.prf || !known {
			t.Errorf("PRF(%q) = %q, %v, want %q", c.word, got, known, c.prf)
		}
	}
	for word, want := range map[string]string{"HMAC_SHA2_256_96": "sha256-96", "sha256_96": "sha256-96", "N/A": None, "None": None, "aes256-gcm": None} {
		if got, known := Integrity(word); got != want || !known {
			t.Errorf("Integrity(%q) = %q, %v, want %q", word, got, known, want)
		}
	}
	for _, word := range []string{"whirlpool", "sha2", ""} {
		if got, known := Integrity(word); known {
			t.Errorf("Integrity(%q) = %q and is known", word, got)
		}
	}
}

func TestGroup(t *testing.T) {
	for word, want := range map[string]string{
		"MODP_2048": "14", "modp2048": "14", "group14": "14", "14": "14", "DH14": "14", "DH-group-2": "2", "ECP_384": "20", "CURVE_25519": "31", "MODP_1024_160": "22",
		"ML-KEM-1024": "37", "KE1_ML_KEM_768": "36", "none": None, "group 21": "21", "MODP2048": "14",
	} {
		if got, known := Group(word); got != want || !known {
			t.Errorf("Group(%q) = %q, %v, want %q", word, got, known, want)
		}
	}
	if got, known := Group("sntrup761"); known {
		t.Errorf("Group = %q and is known", got)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"IKE:AES_CBC_256/PRF_HMAC_SHA2_256/MODP_2048":           "cipher aes-cbc-256, prf prf-sha256, group 14",
		"ESP:AES_GCM_16_256/NO_EXT_SEQ":                         "cipher aes-gcm16-256, none none",
		"aes256-sha256-modp2048":                                "cipher aes-cbc-256, integrity sha256-128, group 14",
		"aes256gcm16-prfsha384-ecp384-ke1_mlkem1024":            "cipher aes-gcm16-256, prf prf-sha384, group 20, group 37",
		"esp-aes 256 esp-sha256-hmac":                           "cipher aes-cbc-256, integrity sha256-128",
		"esp-gcm 256":                                           "cipher aes-gcm16-256",
		"aes-256 sha256 group 14":                               "cipher aes-cbc-256, integrity sha256-128, group 14",
		"AES-CBC-256 SHA384 SHA384 DH_GROUP_2048_MODP/Group 14": "cipher aes-cbc-256, integrity sha384-192, integrity sha384-192, group 14",
		"AES-CBC-256 SHA384 SHA384 Group 14":                    "cipher aes-cbc-256, integrity sha384-192, integrity sha384-192, group 14",
		"AH:HMAC_SHA2_384_192":                                  "integrity sha384-192",
		"aes-gcm-256 null":                                      "cipher aes-gcm16-256, integrity none",
		"null-sha256":                                           "cipher null, integrity sha256-128",
		"default":                                               " default",
		"ESP-AES-256-SHA":                                       " ESP-AES-256-SHA",
	} {
		var got []string
		for _, w := range Words(text) {
			got = append(got, string(w.Kind)+" "+w.Name)
		}
		if line := strings.Join(got, ", "); line != want {
			t.Errorf("Words(%q) = %s, want %s", text, line, want)
		}
	}
}
