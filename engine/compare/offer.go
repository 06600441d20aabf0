package compare

import (
	"slices"
	"strings"

	"ipsec-diag/engine/algorithm"
)

// An offer is one proposal under the names of [algorithm], whatever vendor
// wrote it: the transforms it allows of each type (RFC 7296, section 3.3.2).
type offer struct {
	text                         string
	ciphers, integrity, prf, kex []string
	unread                       []string
}

// read takes a proposal apart: "aes256-sha256-modp2048" and
// "IKE:AES_CBC_256/HMAC_SHA2_256_128/..." of strongSwan, "aes-256 sha group 14"
// and "esp-aes 256 esp-sha-hmac" of Cisco, "aes_gcm256-sha2_512;dh19" of
// Libreswan.
func read(text string) offer {
	o := offer{text: text}
	for _, word := range words(text) {
		o.take(word)
	}
	return o
}

// words splits a proposal where its vendor does. A Cisco length stands as a word
// of its own behind the cipher, and so does the number of a group.
func words(text string) []string {
	if _, rest, ok := strings.Cut(text, ":"); ok {
		text = rest
	}
	var raw []string
	switch {
	case strings.Contains(text, "/"):
		raw = strings.Split(text, "/")
	case strings.Contains(text, " ") || strings.HasPrefix(text, "esp-") || strings.HasPrefix(text, "ah-"):
		raw = strings.Fields(text)
	default:
		raw = strings.FieldsFunc(strings.TrimSuffix(text, "!"), func(r rune) bool { return r == '-' || r == ';' || r == '+' || r == ',' })
	}
	var out []string
	for _, w := range raw {
		number := w != "" && strings.Trim(w, "0123456789") == ""
		if n := len(out); number && n > 0 {
			out[n-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

func (o *offer) take(word string) {
	lower := strings.ToLower(word)
	switch {
	case word == "" || strings.Contains(lower, "ext_seq") || lower == "esn" || lower == "noesn":
		return
	case strings.HasPrefix(lower, "prf"):
		if name, known := algorithm.PRF(word); known {
			o.prf = append(o.prf, name)
			return
		}
	case strings.HasPrefix(lower, "group") || strings.HasPrefix(lower, "dh"):
		if n, known := algorithm.Group(word); known {
			o.kex = append(o.kex, n)
			return
		}
	}
	o.takeUnmarked(word)
}

func (o *offer) takeUnmarked(word string) {
	if n, known := algorithm.Group(word); known && n != algorithm.None {
		o.kex = append(o.kex, n)
		return
	}
	if name, known := algorithm.Cipher(word, 0); known {
		o.ciphers = append(o.ciphers, name)
		return
	}
	if name, known := algorithm.Integrity(word); known {
		if name != algorithm.None {
			o.integrity = append(o.integrity, name)
		}
		return
	}
	o.unread = append(o.unread, word)
}

// meets compares two offers. What keeps them apart is named by transform type.
// A type that one side leaves out proves nothing: a combined cipher has no
// integrity algorithm, and most vendors derive the PRF from it.
func (o offer) meets(p offer, withGroups bool) (apart []string) {
	if !share(o.ciphers, p.ciphers) {
		apart = append(apart, "encryption")
	} else if !onlyCombined(o.ciphers, p.ciphers) && len(o.integrity) > 0 && len(p.integrity) > 0 && !share(o.integrity, p.integrity) {
		apart = append(apart, "integrity")
	}
	if len(o.prf) > 0 && len(p.prf) > 0 && !share(o.prf, p.prf) {
		apart = append(apart, "PRF")
	}
	if withGroups && len(o.kex) > 0 && len(p.kex) > 0 && !share(o.kex, p.kex) {
		apart = append(apart, "DH group")
	}
	return apart
}

// onlyCombined reports whether every cipher that two offers share protects
// integrity by itself.
func onlyCombined(a, b []string) bool {
	for _, c := range a {
		if slices.Contains(b, c) && !algorithm.IsAEAD(c) {
			return false
		}
	}
	return true
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// readAll reads a list of proposals; whole is false when a word of one was not
// understood, so that a difference would prove nothing.
func readAll(list []string) (out []offer, whole bool) {
	whole = true
	for _, text := range list {
		o := read(text)
		whole = whole && len(o.unread) == 0 && len(o.ciphers) > 0
		out = append(out, o)
	}
	return out, whole && len(list) > 0
}

// closest returns the types that keep the closest pair apart; none where some
// pair fits.
func closest(a, b []offer, withGroups bool) []string {
	var best []string
	for i, x := range a {
		for j, y := range b {
			apart := x.meets(y, withGroups)
			if len(apart) == 0 {
				return nil
			}
			if i+j == 0 || len(apart) < len(best) {
				best = apart
			}
		}
	}
	return best
}
