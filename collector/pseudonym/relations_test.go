package pseudonym

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// TestPlaceStays: whether an address is private, shared or link-local must not
// change, and a network stays one whatever spells its length.
func TestPlaceStays(t *testing.T) {
	blocks := map[string]string{
		"10.1.2.3": "10.0.0.0/8", "172.20.1.9": "172.16.0.0/12", "192.168.7.7": "192.168.0.0/16", "100.64.9.9": "100.64.0.0/10",
		"169.254.3.3": "169.254.0.0/16", "fd00:1::5": "fc00::/7", "fe80::1:2": "fe80::/10",
	}
	m := New(key)
	for text, block := range blocks {
		if got := netip.MustParseAddr(m.Text(text)); !netip.MustParsePrefix(block).Contains(got) || got.String() == text {
			t.Errorf("%s became %s, which is not another address of %s", text, got, block)
		}
	}
	public := []netip.Addr{netip.MustParseAddr("203.0.113.10"), netip.MustParseAddr("2001:db8::1")}
	for _, block := range special {
		if prev := block.Addr().Prev(); prev.IsValid() && !isSpecial(prev) {
			public = append(public, prev)
		}
	}
	if len(public) < 6 {
		t.Fatalf("only %d public addresses", len(public))
	}
	for _, addr := range public {
		if got := netip.MustParseAddr(m.Text(addr.String())); isSpecial(got) {
			t.Errorf("%s, which is public, became %s", addr, got)
		}
	}
}

// isSpecial reports whether an address is in a special block.
func isSpecial(addr netip.Addr) bool {
	return slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(addr) })
}

func TestNetworks(t *testing.T) {
	for _, text := range []string{
		"10.1.0.0/16", "10.1.0.0 255.255.0.0", "10.1.0.0 0.0.255.255", "10.1.0.0/255.255.0.0/0/0", "10.1.0.0 netmask 255.255.0.0", "2001:db8:1::/48",
	} {
		m := New(key)
		m.Meet("10.0.0.0/8", text, "10.1.2.3", "2001:db8:1:2::3")
		got := m.Text(text)
		net, host := "10.1.0.0/16", "10.1.2.3"
		if strings.Contains(text, "::") {
			net, host = text, "2001:db8:1:2::3"
		}
		p, err := netip.ParsePrefix(m.Text(net))
		if err != nil || p.Masked() != p || !p.Contains(netip.MustParseAddr(m.Text(host))) {
			t.Errorf("%q became %q and %s %s: no network around the address", text, got, host, m.Text(host))
		}
		if got == text || !strings.HasPrefix(got, p.Addr().String()) {
			t.Errorf("%q became %q, want it to begin with %s", text, got, p.Addr())
		}
	}
}

// TestRanges: the ends of a range are those of the same network afterwards.
func TestRanges(t *testing.T) {
	m := New(key)
	m.Meet("from 10.4.0.7", "10.4.0.0-10.4.255.255")
	from, to, _ := strings.Cut(m.Text("10.4.0.0-10.4.255.255"), "-")
	p, _ := netip.MustParseAddr(from).Prefix(16)
	if p.Addr().String() != from || !p.Contains(netip.MustParseAddr(to)) || !strings.HasSuffix(to, ".255.255") || !p.Contains(netip.MustParseAddr(m.Text("10.4.0.7"))) {
		t.Errorf("the range became %s to %s, its address %s", from, to, m.Text("10.4.0.7"))
	}
}

func TestKeep(t *testing.T) {
	m := New(key)
	m.Keep(netip.MustParsePrefix("203.0.113.10/32"))
	m.Keep(netip.MustParsePrefix("10.1.0.0/16"))
	m.Meet("203.0.113.10 203.0.113.77 10.1.0.0/16 10.1.2.200 10.9.2.200 198.51.100.10")
	if got := m.Text("203.0.113.10"); got != "203.0.113.10" {
		t.Errorf("a kept address became %s", got)
	}
	if got := m.Text("10.1.0.0/16"); got != "10.1.0.0/16" {
		t.Errorf("a kept network became %s", got)
	}
	if got := m.Text("203.0.113.77"); got == "203.0.113.77" || !strings.HasPrefix(got, "203.0.113.") {
		t.Errorf("a neighbour of a kept address became %s", got)
	}
	if got := m.Text("10.9.2.200"); strings.HasPrefix(got, "10.1.") || got == "10.9.2.200" {
		t.Errorf("an address outside the kept network became %s", got)
	}
}

// TestWhatIsNoAddress: versions, object identifiers, serial numbers and code.
func TestWhatIsNoAddress(t *testing.T) {
	for _, text := range []string{
		"1.3.6.1.5.5.7.3.1", "2.5.29.37.0", "v7.2.5.1", "serial 1a:2b:3c:4d:5e:6f:70:81", "std::deque", "1.2.3", "300.1.2.3", "2024.01.02.03.04.05",
	} {
		if got := New(key).Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for _, text := range []string{"IP 203.0.113.9.500 > ", "a...203.0.113.9", "to_203.0.113.9", "x203.0.113.9", "203.0.113.9.", "::ffff:203.0.113.9"} {
		if got := New(key).Text(text); strings.Contains(got, "203.0.113.9") {
			t.Errorf("the address is left in %q", got)
		}
	}
}

func TestColumnsStay(t *testing.T) {
	m := New(key)
	m.Add("device", "hq-router-one")
	for _, line := range []string{"203.0.113.10    198.51.100.200    QM_IDLE\n", "hq-router-one     203.0.113.7      up\n"} {
		if got := m.Text(line); strings.Index(got, "QM_IDLE")+strings.Index(got, " up") != strings.Index(line, "QM_IDLE")+strings.Index(line, " up") {
			t.Errorf("the last column of %q moved: %q", line, got)
		}
	}
	if got := m.Text("10.0.0.9  IKEv2"); !strings.HasSuffix(got, "  IKEv2") {
		t.Errorf("two blanks became one: %q", got)
	}
}
