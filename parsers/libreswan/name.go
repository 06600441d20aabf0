package libreswan

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/scan"
)

// A connName is how pluto writes a connection: "road/0x1"[2] 192.0.2.9.
type connName struct {
	// base is the name in the configuration; full adds the number of the
	// subnet pair, /0x1, which pluto gives to each pair of leftsubnets.
	base, full string
	// instance is [2] for one peer of a connection for any peer, or empty;
	// address is that peer's, with the port where the line has it there.
	instance, address string
}

// key tells instances and subnet pairs apart.
func (c connName) key() string { return c.full + c.instance }

// cutConn reads a connection at the start of a line.
func cutConn(s string) (c connName, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return c, s, false
	}
	c.full, rest, ok = strings.Cut(s[1:], `"`)
	if !ok || c.full == "" {
		return connName{}, s, false
	}
	c.base = withoutPair(c.full)
	for strings.HasPrefix(rest, "[") {
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			break
		}
		c.instance += rest[:end+1]
		rest = rest[end+1:]
	}
	if c.instance != "" {
		c.address, rest = cutAddress(rest)
	}
	return c, rest, true
}

// cutAddress cuts " 192.0.2.9" or " ...192.0.2.9" behind an instance.
func cutAddress(s string) (address, rest string) {
	word := strings.TrimPrefix(strings.TrimPrefix(s, " "), "...")
	end := strings.IndexAny(word, " ,")
	if end < 0 {
		end = len(word)
	}
	token := strings.TrimSuffix(word[:end], ":")
	host, _ := cutPort(token)
	if _, err := netip.ParseAddr(host); err != nil {
		return "", s
	}
	return token, word[len(token):]
}

// cutPort cuts the port from "192.0.2.9:4500", "[2001:db8::9]:500",
// "192.0.2.9:UDP/500" and from 2001:db8::9:500, which pluto also prints.
func cutPort(s string) (host string, port uint16) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	host = strings.Trim(s[:i], "[]")
	number := strings.TrimPrefix(strings.TrimPrefix(s[i+1:], "UDP/"), "TCP/")
	n, ok := scan.Int(number)
	if _, err := netip.ParseAddr(host); err != nil || !ok || n > 65535 {
		return strings.Trim(s, "[]"), 0
	}
	return host, uint16(n)
}

// withoutPair cuts /0x1 or /1x2 from a connection's name.
func withoutPair(name string) string {
	base, pair, ok := cutLast(name, "/")
	if !ok {
		return name
	}
	left, right, ok := strings.Cut(pair, "x")
	_, okLeft := scan.Int(left)
	_, okRight := scan.Int(right)
	if !ok || !okLeft || !okRight {
		return name
	}
	return base
}

// cutLast cuts around the last occurrence of sep.
func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
