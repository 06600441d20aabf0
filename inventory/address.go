package inventory

import (
	"net/netip"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// addressInto reads a host name or an address.
func (r *reader) addressInto(to *string, of string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if s, ok := r.text(n, "address"+of); ok && r.isHost(n, s, "address", of) {
			*to = s
		}
	}
}

func (r *reader) aliasesInto(to *[]string, of string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = nil
		for _, item := range r.list(n, "aliases"+of) {
			if s, ok := r.text(item, "an alias"+of); ok && r.isHost(item, s, "alias", of) {
				*to = append(*to, s)
			}
		}
	}
}

var (
	hostName   = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?$`)
	onlyDigits = regexp.MustCompile(`^[0-9.]+$`)
	withPort   = regexp.MustCompile(`^(\[.*\]|[^:]+):[0-9]+$`)
)

// isHost reports whether s can be reached as a host name or an address, and
// notes what is wrong otherwise. Text before an "@" is not quoted: it may hold
// a password.
func (r *reader) isHost(n *yaml.Node, s, noun, of string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	switch {
	case strings.Contains(s, "@"):
		r.problem(n, `%s%s holds "@"; the user stands under "login"`, noun, of)
	case strings.Contains(s, "://"):
		r.problem(n, "%s %q%s is a URL; write the host alone", noun, s, of)
	case withPort.MatchString(s):
		r.problem(n, `%s %q%s holds a port; the port stands under "port"`, noun, s, of)
	case isPrefix(s):
		r.problem(n, "%s %q%s holds a mask; write the address alone", noun, s, of)
	case onlyDigits.MatchString(s):
		r.problem(n, "%s %q%s is not an IPv4 address", noun, s, of)
	case !hostName.MatchString(s):
		r.problem(n, "%s %q%s is neither a host name nor an address", noun, s, of)
	default:
		return true
	}
	return false
}

func isPrefix(s string) bool {
	_, err := netip.ParsePrefix(s)
	return err == nil
}

// sameHost compares two host names or addresses as the network would. Only
// addresses with a colon have more than one spelling.
func sameHost(a, b string) bool {
	if !strings.Contains(a, ":") && !strings.Contains(b, ":") {
		return a != "" && strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
	}
	x, err1 := netip.ParseAddr(a)
	y, err2 := netip.ParseAddr(b)
	return err1 == nil && err2 == nil && x.Unmap() == y.Unmap()
}
