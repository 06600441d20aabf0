package algorithm

import "strings"

// beside are the words that stand beside the hash in the names of algorithms.
var beside = strings.NewReplacer("prf", "", "hmac", "", "auth", "", "esp", "", "integ", "")

// hash returns the hash or block cipher that a word for an integrity algorithm
// or a PRF is made of.
func hash(word string) string {
	w := strings.TrimPrefix(beside.Replace(fold(word)), "ah")
	switch {
	case w == "none", w == "na", w == "null", w == "aead":
		return None
	case strings.Contains(w, "md5"):
		return "md5"
	case strings.Contains(w, "tiger"):
		return "tiger"
	case strings.Contains(w, "xcbc"):
		return "aes-xcbc"
	case strings.Contains(w, "cmac"):
		return "aes-cmac"
	case strings.Contains(w, "gmac"), strings.Contains(w, "gcm"):
		return "aead"
	case strings.HasPrefix(w, "sha2"), strings.HasPrefix(w, "sha5"), strings.HasPrefix(w, "sha3"), strings.HasPrefix(w, "sha256"):
		return sha2(w)
	case strings.HasPrefix(w, "sha"):
		return "sha1"
	case strings.Contains(w, "kpdk"), strings.Contains(w, "desmac"):
		return w
	}
	return ""
}

func sha2(w string) string {
	for _, size := range []string{"384", "512", "224", "256"} {
		if strings.HasPrefix(w, "sha"+size) || strings.HasPrefix(w, "sha2"+size) {
			return "sha" + size
		}
	}
	return "sha1" // "SHA2" alone is no name of an algorithm here; see Integrity
}

// lengths are the integrity check values in bits (RFC 2403, 2404, 3566, 4494,
// 4868, 8221).
var lengths = map[string]string{"md5": "96", "sha1": "96", "sha256": "128", "sha384": "192", "sha512": "256", "aes-xcbc": "96", "aes-cmac": "96"}

// Integrity returns the name of an integrity algorithm: "sha256-128",
// "sha1-96", "md5-96", or None beside a combined cipher. The 96-bit form of
// SHA-256 that old Linux kernels use is "sha256-96".
func Integrity(word string) (name string, known bool) {
	h := hash(word)
	switch {
	case h == None, h == "aead":
		return None, true
	case strings.HasSuffix(fold(word), "sha25696"), strings.HasSuffix(fold(word), "sha225696"):
		return "sha256-96", true
	case h == "", fold(word) == "sha2":
		return word, false
	}
	if bits, ok := lengths[h]; ok {
		return h + "-" + bits, true
	}
	return h, true
}

// PRF returns the name of a pseudorandom function: "prf-sha256".
func PRF(word string) (name string, known bool) {
	h := hash(word)
	if h == "" || h == None || fold(word) == "sha2" {
		return word, false
	}
	return "prf-" + h, true
}
