package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// proposals reads "AES_CBC_256-HMAC_SHA2_256-MODP2048, AES_GCM_16_256-..." into
// the common form "IKE:AES_CBC_256/PRF_HMAC_SHA2_256/MODP_2048". An IKE
// proposal of the status has a PRF and no integrity algorithm, one of ESP or
// AH an integrity algorithm.
func proposals(protocol, list string) []string {
	var out []string
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, protocol+":"+strings.Join(dashed(protocol, strings.Split(one, "-")), "/"))
		}
	}
	return out
}

// dashed turns the algorithms of a proposal into the common form. Four of them
// are encryption, PRF, integrity and group (a log's list of an IKE connection).
func dashed(protocol string, words []string) []string {
	var out []string
	seen := 0
	for _, w := range words {
		kind := kindOf(w)
		if kind == "hash" {
			kind = "INTEG"
			if protocol == "IKE" && seen == 0 {
				kind = "PRF"
			}
			seen++
		}
		out = append(out, transform(kind, w)...)
	}
	return out
}

func kindOf(word string) string {
	switch {
	case strings.HasPrefix(word, "HMAC_"), strings.HasPrefix(word, "AES_XCBC"), strings.HasPrefix(word, "AES_CMAC"),
		strings.HasPrefix(word, "SHA"), strings.HasPrefix(word, "MD5"):
		return "hash"
	case strings.HasPrefix(word, "MODP"), strings.HasPrefix(word, "DH"):
		return "DH"
	case strings.HasPrefix(word, "ENABLED"), strings.HasPrefix(word, "DISABLED"), word == "NO", word == "YES":
		return "ESN"
	}
	return "ENCR"
}

// offered reads the proposals of a peer as a log prints them:
// "1:IKE:ENCR=AES_CBC_128;PRF=HMAC_SHA2_256;INTEG=HMAC_SHA2_256_128;DH=MODP2048[first-match] 2:IKE:...".
func offered(s string) []string {
	var out []string
	for word := range strings.FieldsSeq(s) {
		_, word, _ = strings.Cut(word, ":")
		protocol, list, ok := strings.Cut(word, ":")
		if !ok {
			continue
		}
		list, _, _ = strings.Cut(list, "[")
		var transforms []string
		for t := range strings.SplitSeq(list, ";") {
			kind, name, _ := strings.Cut(t, "=")
			transforms = append(transforms, transform(kind, name)...)
		}
		out = append(out, protocol+":"+strings.Join(transforms, "/"))
	}
	return out
}

// transform returns one algorithm in the common form, or nothing where it only
// says that there is none.
func transform(kind, name string) []string {
	if name == "" || name == "NONE" || kind == "ESN" {
		return nil
	}
	switch kind {
	case "PRF":
		return []string{"PRF_" + name}
	case "DH", "KE":
		return []string{group(name)}
	case "ENCR":
		return []string{cipher(name)}
	}
	return []string{name}
}

// cipher returns AES_GCM_16_256 for AES_GCM_C_256, its name in RFC 4106.
func cipher(name string) string {
	return strings.NewReplacer("_GCM_C", "_GCM_16", "_GCM_B", "_GCM_12", "_GCM_A", "_GCM_8").Replace(name)
}

// group returns the common name of a Diffie-Hellman group: MODP_2048, ECP_256.
func group(name string) string {
	if bits, ok := strings.CutPrefix(name, "MODP"); ok {
		return "MODP_" + strings.TrimPrefix(bits, "_")
	}
	if known, ok := groups[name]; ok {
		return known
	}
	return name
}

// groups are the groups that pluto calls by their number (RFC 7296, IANA).
var groups = map[string]string{
	"DH19": "ECP_256", "DH20": "ECP_384", "DH21": "ECP_521", "DH22": "MODP_1024_160", "DH23": "MODP_2048_224", "DH24": "MODP_2048_256", "DH31": "CURVE_25519",
}

// ikeProposal reads "AES_CBC_256-HMAC_SHA2_256-MODP2048" of an IKE SA.
func ikeProposal(s string) ipsec.Proposal {
	p := ipsec.Proposal{Text: s}
	for i, w := range strings.Split(s, "-") {
		switch {
		case i == 0:
			p.Encryption, p.KeyBits = cutBits(w)
		case kindOf(w) == "hash":
			p.PRF = w
		case kindOf(w) == "DH":
			p.KeyExchange = w
		}
	}
	return p
}

// childProposal reads "AES_CBC_128-HMAC_SHA1_96; pfsgroup=<Phase1>" and
// "HMAC_SHA2_384_192" of AH.
func childProposal(s string) ipsec.Proposal {
	text, rest, _ := strings.Cut(s, ";")
	p := ipsec.Proposal{Text: strings.TrimSpace(text)}
	for _, w := range strings.Split(p.Text, "-") {
		switch kindOf(w) {
		case "hash":
			p.Integrity = w
		case "DH":
			p.KeyExchange = w
		case "ENCR":
			if w != "NONE" && p.Encryption == "" {
				p.Encryption, p.KeyBits = cutBits(w)
			}
		}
	}
	if _, pfs, ok := strings.Cut(rest, "pfsgroup="); ok && kindOf(pfs) == "DH" {
		p.KeyExchange = pfs
	}
	return p
}

// cutBits cuts the key length from "AES_GCM_16_256".
func cutBits(word string) (string, int) {
	name, bits, ok := cutLast(word, "_")
	if n, isNumber := scan.Int(bits); ok && isNumber && n >= 64 {
		return name, n
	}
	return word, 0
}
