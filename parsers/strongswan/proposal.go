package strongswan

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// proposal reads the line of an IKE SA's transforms.
func (r *sasReader) proposal(line string) bool {
	p := readProposal(line)
	if p.PRF == "" && p.KeyExchange == "" {
		return false
	}
	r.ike.Proposal = p
	return true
}

// readProposal reads "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256"
// of --list-sas and "AES_CBC_128/HMAC_SHA2_256_128/..." of statusall. Further
// key exchanges (KE1_ML_KEM_768), PPK and ESN stay in the text.
func readProposal(s string) ipsec.Proposal {
	s = strings.TrimSpace(s)
	p := ipsec.Proposal{Text: s}
	i := -1
	for word := range strings.SplitSeq(s, "/") {
		i++
		switch {
		case strings.HasPrefix(word, "PRF_"):
			p.PRF = word
		case strings.HasPrefix(word, "HMAC_"), strings.HasPrefix(word, "AES_XCBC"), strings.HasPrefix(word, "AES_CMAC"):
			p.Integrity = word
		case i == 0:
			p.Encryption, p.KeyBits = cutKeyBits(word)
		case isKeyExchange(word):
			p.KeyExchange = word
		}
	}
	return p
}

// cutKeyBits cuts the key length from "AES_GCM_16-128" or "AES_GCM_16_128".
func cutKeyBits(word string) (string, int) {
	i := strings.LastIndexAny(word, "-_")
	if i < 0 {
		return word, 0
	}
	switch bits, ok := scan.Int(word[i+1:]); {
	case !ok:
	case word[i] == '-', bits == 128, bits == 192, bits == 256, bits == 448:
		return word[:i], bits
	}
	return word, 0
}

// isKeyExchange reports whether a word names a key exchange method.
func isKeyExchange(word string) bool {
	for _, prefix := range []string{"MODP_", "ECP_", "CURVE_", "NTRU_", "ML_KEM_", "NEWHOPE_"} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

// selectorList reads the selectors of one line, separated by blanks.
func selectorList(s string) []ipsec.Selector {
	var out []ipsec.Selector
	for word := range strings.FieldsSeq(s) {
		if word != "|" {
			out = append(out, readSelector(word))
		}
	}
	return out
}

// readSelector reads "10.1.0.0/16", "10.1.0.1/32[tcp/8080]", "10.0.0.0/8[gre]",
// "10.1.0.1..10.1.0.9" and old-style "10.0.0.0/24|/0". "dynamic" stays text.
func readSelector(word string) ipsec.Selector {
	bare, _, _ := strings.Cut(word, "|")
	bare, ports, restricted := strings.Cut(strings.TrimSuffix(bare, "]"), "[")
	out := ipsec.Selector{Text: word}
	if p, err := netip.ParsePrefix(bare); err == nil {
		out = ipsec.PrefixSelector(p, word)
	} else if from, to, ok := strings.Cut(bare, ".."); ok {
		a, errA := netip.ParseAddr(from)
		b, errB := netip.ParseAddr(to)
		if errA == nil && errB == nil {
			out = ipsec.Selector{From: a, To: b, ToPort: ipsec.AnyPort, Text: word}
		}
	}
	if !out.Valid() || !restricted {
		return out
	}
	if !setPorts(&out, ports) {
		return ipsec.Selector{Text: word}
	}
	return out
}

// setPorts reads "tcp/8080", "17", "udp/500-510", "gre", "tcp/ssh".
func setPorts(s *ipsec.Selector, text string) bool {
	proto, port, hasPort := strings.Cut(text, "/")
	n, ok := scan.Protocol(proto)
	if !ok {
		return false
	}
	s.Protocol = n
	if !hasPort || port == "%any" || port == "0" {
		return true
	}
	from, to, isRange := strings.Cut(port, "-")
	if !isRange {
		to = from
	}
	a, okA := portNumber(from)
	b, okB := portNumber(to)
	s.FromPort, s.ToPort = a, b
	return okA && okB
}

// portNumber reads a port number or one of the names that charon takes from
// /etc/services.
func portNumber(s string) (uint16, bool) {
	if n, ok := scan.Int(s); ok {
		return uint16(n), n <= int(ipsec.AnyPort)
	}
	n, ok := services[s]
	return n, ok
}

var services = map[string]uint16{
	"ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "http": 80, "ntp": 123, "snmp": 161, "bgp": 179, "https": 443,
	"isakmp": 500, "l2f": 1701, "l2tp": 1701, "ipsec-nat-t": 4500,
}
