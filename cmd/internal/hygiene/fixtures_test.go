package hygiene

import (
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// fixtures returns the files that hold device output or made-up networks:
// everything below a testdata folder, cases, and the texts inside tests.
func fixtures(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, name := range files(t) {
		below := strings.Contains("/"+name, "/testdata/")
		if below || slices.Contains([]string{".txtar", ".txt", ".md"}, path.Ext(name)) || strings.HasSuffix(name, "_test.go") {
			out = append(out, name)
		}
	}
	return lookedAt(t, out)
}

// ours are the ranges a fixture may use: documentation (RFC 5737, RFC 3849),
// benchmarks (RFC 2544), private use (RFC 1918, RFC 6598), and what
// is no host at all.
var ours = prefixes(
	"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15",
	"2001:db8::/32",
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
	"127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/3",
)

func prefixes(texts ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range texts {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

var (
	// The groups of four keep what stands before and after the address.
	ipv4 = regexp.MustCompile(`(^|[^0-9A-Za-z_.-])((?:[0-9]{1,3}\.){3}[0-9]{1,3})($|[^0-9A-Za-z_.-]|[.-](?:$|[^0-9A-Za-z]))`)
	ipv6 = regexp.MustCompile(`(^|[^0-9A-Za-z_:.])([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})($|[^0-9A-Za-z_:.])`)
	// A number of four parts after such a word is a version, or the section of an RFC.
	version = regexp.MustCompile(`(?i)\b(version|release|ios|strongswan|libreswan|software|firmware|build|oid|section|revision|package)\b[^0-9]{0,24}$`)
)

// TestFixtureAddresses: no fixture names an address that belongs to somebody.
func TestFixtureAddresses(t *testing.T) {
	found := 0
	for _, name := range fixtures(t) {
		for i, line := range strings.Split(read(t, name), "\n") {
			for _, addr := range addresses(line) {
				found++
				if !allowed(addr) {
					t.Errorf("%s:%d: %s is a public address", name, i+1, addr)
				}
			}
		}
	}
	if found == 0 {
		t.Error("found no address at all: this test looks for the wrong thing")
	}
}

// addresses returns what reads as an address in a line.
func addresses(line string) []netip.Addr {
	var out []netip.Addr
	for _, pattern := range []*regexp.Regexp{ipv4, ipv6} {
		for at := 0; ; {
			m := pattern.FindStringSubmatchIndex(line[at:])
			if m == nil {
				break
			}
			from, to := at+m[4], at+m[5]
			if addr, err := netip.ParseAddr(line[from:to]); err == nil && !version.MatchString(line[:from]) {
				out = append(out, addr)
			}
			at = to // what follows the one address leads the next
		}
	}
	return out
}

// globalIPv6 is all that is assigned to anybody (RFC 4291, section 2.4). Two
// digits a group, as in a serial number or fingerprint, are outside of it.
var globalIPv6 = netip.MustParsePrefix("20" + "00::/3")

func allowed(addr netip.Addr) bool {
	if isMask(addr) || addr.Is6() && !globalIPv6.Contains(addr) {
		return true
	}
	return slices.ContainsFunc(ours, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// isMask reports whether an IPv4 address reads as a mask, or as one inverted.
func isMask(addr netip.Addr) bool {
	if !addr.Is4() {
		return false
	}
	var bits uint32
	for _, b := range addr.As4() {
		bits = bits<<8 | uint32(b)
	}
	inverted := ^bits
	return bits&(bits+1) == 0 || inverted&(inverted+1) == 0
}

// TestAddresses proves that the test above sees what it should see.
func TestAddresses(t *testing.T) {
	// In pieces, or this file would fail.
	const one, six = "8.8." + "4.4", "2a00:" + "1450::1"
	for line, want := range map[string]string{
		"peer " + one + " port 500":                 one,
		"received packet: from " + one + "[500]":    one,
		"to " + one + ".":                           one,
		six + " " + six + ", " + one + "/32":        one + " " + six + " " + six,
		"IOS Software, Version 15.1.4.7":            "",
		"ISAKMP 1.3.6.1.4.1":                        "",
		"RFC 5280, section 4.1.2.5":                 "",
		"at 03:54:57, mac 00:1b:44:11:3a:b7":        "",
		"serial: 3b:76:e0:9b:8f:3a:0e:cb":           "3b:76:e0:9b:8f:3a:e:cb",
		"interface GigabitEthernet0/0/0.100.1.1.1a": "",
	} {
		var got []string
		for _, a := range addresses(line) {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: found %v, want %q", line, got, want)
		}
	}
	for text, want := range map[string]bool{
		one: false, six: false, "172." + "32.0.1": false, "192.0.2.1": true, "255.255.255.252": true, "0.0.0.255": true,
		"2001:db8::1": true, "239.1.1.1": true, "128.0.0.0": true, "3b:76:e0:9b:8f:3a:e:cb": true,
	} {
		if allowed(netip.MustParseAddr(text)) != want {
			t.Errorf("%s: allowed is not %v", text, want)
		}
	}
}

// privateKey finds the body of a private key, not the words that mention one.
var privateKey = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}`)

// otherKey finds PSKs of ESP as "ip xfrm state" prints them and WireGuard-like keys.
var otherKey = regexp.MustCompile(`(?m)^\s*(?:auth(?:-trunc)?|enc|aead)\s+\S+\s+0x[0-9a-f]{32,}`)

// sshKey is the name of a key of ssh-keygen.
var sshKey = regexp.MustCompile(`^id_(rsa|dsa|ecdsa|ed25519)`)

// TestKeyMaterial: no private key and no ESP key is in the repository. What
// the redaction tests need is made when they run, or is plainly made up.
func TestKeyMaterial(t *testing.T) {
	for _, name := range files(t) {
		text := read(t, name)
		for _, m := range privateKey.FindAllStringIndex(text, -1) {
			t.Errorf("%s:%d: a private key", name, lineAt(text, m[0]))
		}
		for _, m := range otherKey.FindAllStringIndex(text, -1) {
			t.Errorf("%s:%d: the key of an SA", name, lineAt(text, m[0]))
		}
		if base := path.Base(name); slices.Contains([]string{".key", ".pem", ".p12", ".pfx"}, path.Ext(base)) || sshKey.MatchString(base) {
			t.Errorf("%s: a key file", name)
		}
	}
}

func lineAt(text string, at int) int { return strings.Count(text[:at], "\n") + 1 }

// TestWorkplace: nothing names the machine this was written on.
func TestWorkplace(t *testing.T) {
	// In pieces, or this file would name it.
	names := regexp.MustCompile(`(^|[^A-Za-z0-9_.-])/wor` + `k/(main|shared)?|/tmp/ba` + `sh_jobs|\.libr` + `ary/|/tmp/` + `h/`)
	for _, name := range files(t) {
		text := read(t, name)
		if !utf8.ValidString(text) {
			continue // a binary file
		}
		for _, m := range names.FindAllStringIndex(text, -1) {
			t.Errorf("%s:%d: names a path of the workplace", name, lineAt(text, m[0]))
		}
	}
}
