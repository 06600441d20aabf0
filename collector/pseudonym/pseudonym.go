// Package pseudonym replaces addresses and names in device output by others,
// so that an output can be shown to strangers. The same address becomes the
// same pseudonym wherever it stands, and two addresses share as many leading
// bits after as before, so that masks, selectors and routes keep their meaning.
package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// A Map replaces addresses and names under one key. Under another key the
// pseudonyms differ, and without the key nothing leads back. The first octet
// of an IPv4 address and the first 16 bits of an IPv6 address stay: they tell
// public from private.
type Map struct {
	key   []byte
	names map[string]string
}

// New returns a map under a key, which should be random and 32 bytes long.
func New(key []byte) *Map { return &Map{key: key, names: map[string]string{}} }

var (
	// ipv4 also meets masks and four-part version numbers; see [Map.ipv4].
	ipv4 = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	// ipv6 has two colons at least, like times and MAC addresses, which do not
	// parse as addresses.
	ipv6 = regexp.MustCompile(`(?i)[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*`)
	// domain is a name under a top-level domain of the public tree that is no
	// ending of a file.
	domain = regexp.MustCompile(`(?i)\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|edu|gov|int|info|biz|local|lan|corp|internal|io|cloud|[a-z]{2})\b`)
)

// endings are those of files, which look like the domains of countries.
var endings = []string{".so", ".sh", ".py", ".gz", ".md"}

// Text returns s with addresses and domain names replaced. The number of
// lines does not change.
func (m *Map) Text(s string) string {
	s = domain.ReplaceAllStringFunc(s, m.domain)
	s = ipv6.ReplaceAllStringFunc(s, m.ipv6)
	return ipv4.ReplaceAllStringFunc(s, m.ipv4)
}

// Name returns s with every occurrence of a name, as a whole word, replaced.
func Name(s, name, by string) string {
	if name == "" {
		return s
	}
	word := regexp.MustCompile(`(^|[^A-Za-z0-9.-])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9.-])`)
	for range 2 { // neighbours share the character between them
		s = word.ReplaceAllString(s, "${1}"+by+"${2}")
	}
	return s
}

func (m *Map) domain(name string) string {
	low := strings.ToLower(name)
	for _, ending := range endings {
		if strings.HasSuffix(low, ending) {
			return name
		}
	}
	if m.names[low] == "" {
		m.names[low] = fmt.Sprintf("host%d.example.com", len(m.names)+1)
	}
	return m.names[low]
}

// ipv4 keeps masks and what means no host: any, loopback, multicast.
func (m *Map) ipv4(text string) string {
	addr, err := netip.ParseAddr(text)
	if err != nil || isMask(addr) || addr.IsLoopback() || addr.IsMulticast() {
		return text
	}
	return m.scramble(addr, 8).String()
}

func (m *Map) ipv6(text string) string {
	addr, err := netip.ParseAddr(strings.TrimSuffix(text, ":"))
	if err != nil || addr.IsUnspecified() || addr.IsLoopback() || addr.IsMulticast() || addr.Is4In6() {
		return text
	}
	return m.scramble(addr, 16).String() + text[len(strings.TrimSuffix(text, ":")):]
}

// isMask reports whether an address is a net mask or a wildcard: ones, then
// zeros, or the reverse.
func isMask(addr netip.Addr) bool {
	b := addr.As4()
	n := binary.BigEndian.Uint32(b[:])
	return n == 0 || n&(n+1) == 0 || ^n&(^n+1) == 0
}

// scramble flips each bit after the first keep ones as a keyed function of the
// bits before it (the construction of Crypto-PAn, Xu et al., 2002).
func (m *Map) scramble(addr netip.Addr, keep int) netip.Addr {
	in := addr.AsSlice()
	out := append([]byte(nil), in...)
	for bit := keep; bit < addr.BitLen(); bit++ {
		before, _ := addr.Prefix(bit)
		mac := hmac.New(sha256.New, m.key)
		text, _ := before.Masked().MarshalBinary()
		mac.Write(text)
		out[bit/8] ^= mac.Sum(nil)[0] & 1 << (7 - bit%8)
	}
	scrambled, _ := netip.AddrFromSlice(out)
	return scrambled
}
