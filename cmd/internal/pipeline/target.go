package pipeline

import (
	"net"
	"strconv"
	"strings"

	"ipsec-diag/inventory"
)

// ParseTarget reads an ad hoc device: [user@]host[:port]. The device's name is
// the host as it was given.
func ParseTarget(text string) inventory.Device {
	var d inventory.Device
	if user, rest, ok := cutLast(text, "@"); ok {
		d.Login.User, text = user, rest
	}
	d.Address, d.Port = text, 22
	if host, port, err := net.SplitHostPort(text); err == nil {
		if n, err := strconv.Atoi(port); err == nil {
			d.Address, d.Port = host, n
		}
	}
	d.Address = strings.Trim(d.Address, "[]")
	d.Name = d.Address
	return d
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
