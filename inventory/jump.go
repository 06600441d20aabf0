package inventory

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// jumpInto reads the way to a device: through another device, through
// user@host[:port], or "" for none.
func (r *reader) jumpInto(dev *Device, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "jump of "+what)
		if !ok {
			return
		}
		dev.Jump = s
		switch {
		case s == "":
		case strings.Contains(s, "@"):
			r.jumpHost(n, s, what)
		default:
			r.later = append(r.later, func(inv *Inventory) { r.jumpDevice(n, s, dev.Name, what, inv) })
		}
	}
}

// jumpHost checks user@host[:port].
func (r *reader) jumpHost(n *yaml.Node, s, what string) {
	user, host, _ := strings.Cut(s, "@")
	if user == "" || strings.ContainsAny(user, ": ") || strings.Contains(host, "@") {
		r.problem(n, `jump of %s must be a device, or user@host or user@host:port without a password`, what)
		return
	}
	if i := strings.LastIndexByte(host, ':'); withPort.MatchString(host) {
		port, err := strconv.Atoi(host[i+1:])
		if err != nil || port < 1 || port > 65535 {
			r.problem(n, "port %q in the jump of %s is not a number from 1 to 65535", host[i+1:], what)
		}
		host = host[:i]
	}
	r.isHost(n, strings.Trim(host, "[]"), "jump host", " of "+what)
}

// jumpDevice checks that the device to go through exists and that the way
// through it does not lead back to the one it starts from.
func (r *reader) jumpDevice(n *yaml.Node, jump, from, what string, inv *Inventory) {
	if r.named(jump, inv) == nil {
		r.suggest(n, inv.Nearest(jump), "%s is reached through %q, which is no device of this inventory; another host is written user@host", what, jump)
		return
	}
	r.jumpLoop(n, jump, from, what, inv)
}

// longestWay bounds the search for a way that leads back: a loop elsewhere on it
// is found at the devices of that loop.
const longestWay = 64

// jumpLoop finds a way that leads back to where it starts.
func (r *reader) jumpLoop(n *yaml.Node, jump, from, what string, inv *Inventory) {
	var way []string
	for at := jump; at != "" && len(way) < longestWay; {
		way = append(way, at)
		dev := r.named(at, inv)
		if dev == nil {
			return
		}
		if at == from {
			r.problem(n, "%s can never be reached: the way to it leads through itself: %s", what, strings.Join(way, ", "))
			return
		}
		at = dev.Jump
	}
}

// named is [Inventory.Device] once all devices are read, for many questions.
func (r *reader) named(name string, inv *Inventory) *Device {
	if r.index == nil {
		r.index = make(map[string]*Device, len(inv.Devices))
		for i := range inv.Devices {
			r.index[inv.Devices[i].Name] = &inv.Devices[i]
		}
	}
	return r.index[name]
}
