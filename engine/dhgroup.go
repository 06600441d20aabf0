package engine

import "strings"

// groupNumbers are the names of key exchange groups (IANA, IKEv2 transform type
// 4) as the vendors spell them, folded.
var groupNumbers = map[string]string{
	"modp768": "1", "modp1024": "2", "modp1536": "5", "modp2048": "14", "modp3072": "15", "modp4096": "16", "modp6144": "17", "modp8192": "18",
	"ecp256": "19", "ecp384": "20", "ecp521": "21", "modp1024s160": "22", "modp1024160": "22", "modp2048s224": "23", "modp2048224": "23",
	"modp2048s256": "24", "modp2048256": "24", "ecp192": "25", "ecp224": "26", "ecp224bp": "27", "ecp256bp": "28", "ecp384bp": "29", "ecp512bp": "30",
	"curve25519": "31", "x25519": "31", "curve448": "32", "x448": "32", "none": "none", "n": "none", "no": "none",
}

// SameGroup reports whether two spellings name one key exchange group: "group14",
// "MODP_2048", "modp2048", "14". One that is not known is compared as text, and
// then known is false unless the two are equal.
func SameGroup(a, b string) (same, known bool) {
	x, okX := groupNumber(a)
	y, okY := groupNumber(b)
	return x == y, okX && okY || x == y
}

func groupNumber(name string) (string, bool) {
	w := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(name)))
	if n, ok := groupNumbers[w]; ok {
		return n, true
	}
	for _, prefix := range []string{"group", "dhgroup", "dh"} {
		w = strings.TrimPrefix(w, prefix)
	}
	return w, w != "" && strings.Trim(w, "0123456789") == ""
}
