package pseudonym

import (
	"net/netip"
	"strings"
	"testing"
)

var key = []byte("a key of the test, 32 bytes long")

func TestText(t *testing.T) {
	tests := []struct{ name, text, gone string }{
		{"address", "current_peer 203.0.113.10 port 500", "203.0.113.10"},
		{"with a port", "local crypto endpt.: 192.0.2.1/500", "192.0.2.1"},
		{"IPv6", "dst: 2001:db8:1:2::7", "2001:db8:1:2::7"},
		{"IPv6 before a colon", "Peer 2001:db8:1:2::7:", "2001:db8:1:2::7"},
		{"identity", "remote 'hq.customer.net' @ 198.51.100.1[500]", "customer"},
	}
	for _, tt := range tests {
		if got := New(key).Text(tt.text); strings.Contains(got, tt.gone) {
			t.Errorf("%s: %q is left in %q", tt.name, tt.gone, got)
		}
	}
}

// TestTextStays: what tells nothing about the owner is needed to read the text.
func TestTextStays(t *testing.T) {
	for _, text := range []string{
		"ident (addr/mask/prot/port): (0.0.0.0/255.255.255.0/0/0)", "permit ip any 0.0.0.255", "127.0.0.1", "224.0.0.5", "::/0",
		"00:05:12", "5254:0012:3456", "/usr/lib/ipsec/libcharon.so", "GigabitEthernet0/0.100", "Version 15.2(4)M7",
	} {
		if got := New(key).Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestPrefixes: two addresses share as many leading bits after as before, and
// an address has one pseudonym.
func TestPrefixes(t *testing.T) {
	m := New(key)
	for _, bits := range []int{8, 9, 16, 23, 24, 31} {
		a, _ := netip.ParseAddr("203.0.113.10")
		s := a.AsSlice()
		s[bits/8] ^= 1 << (7 - bits%8)
		b, _ := netip.AddrFromSlice(s)
		x, y := netip.MustParseAddr(m.Text(a.String())), netip.MustParseAddr(m.Text(b.String()))
		same, _ := x.Prefix(bits)
		if more, _ := x.Prefix(bits + 1); !same.Contains(y) || more.Contains(y) {
			t.Errorf("/%d: %s and %s became %s and %s", bits, a, b, x, y)
		}
	}
	if m.Text("203.0.113.10") != New(key).Text("203.0.113.10") || m.Text("203.0.113.10") == New([]byte("another")).Text("203.0.113.10") {
		t.Error("a pseudonym follows from the address and the key alone")
	}
}

func TestName(t *testing.T) {
	if got, want := Name("hq#sh hq hq hq-2 xhq", "hq", "device"), "device#sh device device hq-2 xhq"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
