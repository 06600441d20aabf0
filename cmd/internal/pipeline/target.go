package pipeline

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"ipsec-diag/inventory"
)

// ParseTarget reads an ad hoc device: [user@]host[:port], an IPv6 address with
// a port in brackets. The device's name is the host as it was given.
func ParseTarget(text string) (inventory.Device, error) {
	var d inventory.Device
	user, host, found := cutLast(text, "@")
	if found && user == "" {
		return d, fmt.Errorf("%q: no user stands before \"@\"", text)
	}
	d.Login.User, d.Address, d.Port = user, host, 22
	if h, port, err := net.SplitHostPort(host); err == nil {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return d, fmt.Errorf("%q: the port %q is not a number from 1 to 65535", text, port)
		}
		d.Address, d.Port = h, n
	}
	d.Address = strings.Trim(d.Address, "[]")
	d.Name = d.Address
	if d.Address == "" || strings.ContainsAny(d.Address, " \t/") {
		return d, fmt.Errorf("%q: want [user@]host[:port]", text)
	}
	return d, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
