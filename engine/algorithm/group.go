package algorithm

import "strings"

// groups are the names of key exchange methods (IANA, IKEv2 transform type 4)
// as the vendors spell them, folded.
var groups = map[string]string{
	"modp768": "1", "modp1024": "2", "modp1536": "5", "modp2048": "14", "modp3072": "15", "modp4096": "16", "modp6144": "17", "modp8192": "18",
	"ecp256": "19", "ecp384": "20", "ecp521": "21", "modp1024s160": "22", "modp1024160": "22", "modp2048s224": "23", "modp2048224": "23",
	"modp2048s256": "24", "modp2048256": "24", "ecp192": "25", "ecp224": "26", "ecp224bp": "27", "ecp256bp": "28", "ecp384bp": "29", "ecp512bp": "30",
	"brainpoolp224r1": "27", "brainpoolp256r1": "28", "brainpoolp384r1": "29", "brainpoolp512r1": "30",
	"curve25519": "31", "x25519": "31", "curve448": "32", "x448": "32", None: None, "n": None, "no": None,
	"mlkem512": "35", "mlkem768": "36", "mlkem1024": "37",
}

// Group returns the number of a key exchange group as text: "14" for group14,
// MODP_2048, modp2048 and DH14; None where there is none.
func Group(name string) (number string, known bool) {
	w := strings.TrimPrefix(fold(name), "ke1")
	if n, ok := groups[w]; ok {
		return n, true
	}
	for _, prefix := range []string{"group", "dhgroup", "dh"} {
		w = strings.TrimPrefix(w, prefix)
	}
	return w, w != "" && strings.Trim(w, "0123456789") == ""
}

// called are the groups under the names that people use.
var called = map[string]string{
	"1": "768-bit MODP", "2": "1024-bit MODP", "5": "1536-bit MODP", "14": "2048-bit MODP", "15": "3072-bit MODP", "16": "4096-bit MODP", "17": "6144-bit MODP", "18": "8192-bit MODP",
	"19": "256-bit ECP", "20": "384-bit ECP", "21": "521-bit ECP", "22": "1024-bit MODP, 160-bit subgroup", "23": "2048-bit MODP, 224-bit subgroup", "24": "2048-bit MODP, 256-bit subgroup",
	"25": "192-bit ECP", "26": "224-bit ECP", "27": "brainpool 224", "28": "brainpool 256", "29": "brainpool 384", "30": "brainpool 512", "31": "Curve25519", "32": "Curve448",
	"35": "ML-KEM-512", "36": "ML-KEM-768", "37": "ML-KEM-1024",
}

// GroupTitle returns "group 14 (2048-bit MODP)" for "14".
func GroupTitle(number string) string {
	if name, ok := called[number]; ok {
		return "group " + number + " (" + name + ")"
	}
	return "group " + number
}

// IsPostQuantum reports whether a group by its number is one of ML-KEM.
func IsPostQuantum(number string) bool { return number == "35" || number == "36" || number == "37" }
