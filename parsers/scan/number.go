package scan

import (
	"strconv"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// Uint reads a decimal number of digits only, which fits 64 bits.
func Uint(s string) (uint64, bool) {
	if s == "" || len(s) > 20 || digits(s) != len(s) { // an error of strconv would be allocated
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// Int reads a decimal number of digits only, below a thousand million.
func Int(s string) (int, bool) {
	if len(s) > 9 {
		return 0, false
	}
	n, ok := Uint(s)
	return int(n), ok
}

// digits returns how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Leading returns the number s begins with, and what follows it.
func Leading(s string) (n uint64, rest string, ok bool) {
	end := digits(s)
	n, ok = Uint(s[:end])
	return n, s[end:], ok
}

// SPI returns an SPI or cookie in lower-case hexadecimal without leading
// zeros, from forms such as 0x0A1B2C3D, "0a1b2c3d" and 0xA1B(2587). Zero is "0".
func SPI(s string) (string, bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "(")
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "0x")
	if s == "" || len(s) > 16 {
		return "", false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", false
		}
	}
	if s = strings.TrimLeft(s, "0"); s == "" {
		s = "0"
	}
	return s, true
}

// Endpoint reads "192.0.2.1/500", "192.0.2.1 port 500", "192.0.2.1[500]",
// "[2001:db8::1]:500", "192.0.2.1:500" and a bare address or name. What has no
// readable port keeps its text as the address.
func Endpoint(s string) ipsec.Endpoint {
	s = strings.Trim(strings.TrimSpace(s), ",")
	if addr, port, ok := strings.Cut(s, " port "); ok {
		return endpoint(addr, port, s)
	}
	if addr, port, ok := strings.Cut(s, "/"); ok {
		return endpoint(addr, port, s)
	}
	if open := strings.LastIndexByte(s, '['); open > 0 && strings.HasSuffix(s, "]") {
		return endpoint(s[:open], s[open+1:len(s)-1], s)
	}
	if i := strings.LastIndexByte(s, ':'); i > 0 && (strings.Count(s, ":") == 1 || s[i-1] == ']') {
		return endpoint(s[:i], s[i+1:], s)
	}
	return ipsec.Endpoint{Address: strings.Trim(s, "[]")}
}

func endpoint(addr, port, whole string) ipsec.Endpoint {
	n, err := strconv.ParseUint(strings.TrimSpace(port), 10, 16)
	if err != nil {
		return ipsec.Endpoint{Address: whole}
	}
	return ipsec.Endpoint{Address: strings.Trim(strings.TrimSpace(addr), "[]"), Port: uint16(n)}
}
