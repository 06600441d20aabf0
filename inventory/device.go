package inventory

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// defaultPort is the port of SSH (RFC 4251).
const defaultPort = 22

// defaults reads what holds for every device that does not say otherwise.
func (r *reader) defaults(n *yaml.Node) Device {
	base := Device{Port: defaultPort}
	if n != nil {
		r.mapping(n, `"defaults"`, r.defaultKeys(&base))
	}
	return base
}

func (r *reader) defaultKeys(base *Device) []key {
	const what = `"defaults"`
	return []key{
		{"login", r.loginInto(&base.Login, what, "")},
		{"port", r.portInto(&base.Port, what)},
		{"platform", r.platformInto(&base.Platform, what)},
		{"timeout", r.timeoutInto(&base.Timeout, " of "+what)},
		{"jump", r.jumpInto(base, what)},
		{"ssh_profile", r.choiceInto(&base.SSHProfile, "ssh_profile of "+what, profiles())},
	}
}

// devices reads the list of devices.
func (r *reader) devices(n *yaml.Node, base Device, inv *Inventory) {
	if n == nil {
		return
	}
	first := map[string]int{}
	for i, item := range r.list(n, `"devices"`) {
		item = follow(item)
		what := label("device", item, i)
		for _, one := range r.members(item, what) {
			before := len(r.problems)
			r.add(r.device(one, base, what), item, first, inv)
			if len(r.problems) > before {
				break // what is wrong with one member of a range is wrong with all
			}
		}
	}
	r.samePlace(inv, first)
}

// add appends a device with a name of its own. First has the line of each name.
func (r *reader) add(dev Device, n *yaml.Node, first map[string]int, inv *Inventory) {
	if line, twice := first[dev.Name]; twice && dev.Name != "" {
		r.problem(n, "two devices are called %q; the first is on line %d", dev.Name, line)
		return
	}
	first[dev.Name] = n.Line
	inv.Devices = append(inv.Devices, dev)
}

// device reads one device on top of the defaults and its groups. What it is
// called in a message is the same for all members of a range.
func (r *reader) device(n *yaml.Node, base Device, what string) Device {
	dev := base
	dev.Login.Keys = slices.Clone(base.Login.Keys)
	r.inherit(&dev, r.groupNames(n, what))
	shared := dev.Tags
	dev.Tags = nil
	r.mapping(n, what, r.deviceKeys(&dev, what))
	dev.Tags = union(dev.Tags, shared)
	if n.Kind == yaml.MappingNode && value(n, "name") == nil {
		r.problem(n, "%s has no name", what)
	}
	if dev.Address == "" {
		dev.Address = dev.Name
	}
	if value(n, "jump") == nil {
		if dev.Jump == dev.Name {
			dev.Jump = "" // the default way in does not lead through itself
		}
		r.later = append(r.later, func(inv *Inventory) { r.jumpLoop(n, dev.Jump, dev.Name, what, inv) })
	}
	return dev
}

// deviceKeys are the settings of a device. Its groups are read before them.
func (r *reader) deviceKeys(dev *Device, what string) []key {
	return r.settingKeys(dev, what, " on "+what)
}

// settingKeys are the settings of a device or a group; whose is as for login.
func (r *reader) settingKeys(dev *Device, what, whose string) []key {
	of := " of " + what
	return []key{
		{"groups", func(*yaml.Node) {}}, // see groupNames
		{"name", r.nameInto(&dev.Name, what)},
		{"address", r.addressInto(&dev.Address, of)},
		{"port", r.portInto(&dev.Port, what)},
		{"platform", r.platformInto(&dev.Platform, what)},
		{"site", r.textInto(&dev.Site, "site"+of)},
		{"zone", r.textInto(&dev.Zone, "zone"+of)},
		{"role", r.textInto(&dev.Role, "role"+of)},
		{"tags", r.textsInto(&dev.Tags, "tags"+of, "a tag"+of)},
		{"login", r.loginInto(&dev.Login, what, whose)},
		{"jump", r.jumpInto(dev, what)},
		{"host_key", r.hostKeyInto(&dev.HostKey, what)},
		{"aliases", r.aliasesInto(&dev.Aliases, of)},
		{"timeout", r.timeoutInto(&dev.Timeout, of)},
		{"context", r.textInto(&dev.Context, "context"+of)},
		{"sudo", r.switchInto(&dev.Sudo, "sudo"+of)},
		{"ssh_profile", r.choiceInto(&dev.SSHProfile, "ssh_profile"+of, profiles())},
		{"allow_short_rsa", r.switchInto(&dev.AllowShortRSA, "allow_short_rsa"+of)},
		{"type_ahead", r.switchInto(&dev.TypeAhead, "type_ahead"+of)},
		{"transport", r.choiceInto(&dev.Transport, "transport"+of, transports())},
	}
}

// label names a list item by its name, or by its place in the list.
func label(what string, n *yaml.Node, i int) string {
	if name := value(n, "name"); name != nil && name.Kind == yaml.ScalarNode && name.Value != "" {
		return fmt.Sprintf("%s %q", what, name.Value)
	}
	return fmt.Sprintf("%s number %d", what, i+1)
}

// value returns the value of a key, or nil.
func value(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return follow(n.Content[i+1])
		}
	}
	return nil
}

// nameInto reads a device's name. Names stand in file names, on the command
// line and before "host:port", so a few characters are kept out.
func (r *reader) nameInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "the name of "+what)
		switch {
		case !ok:
		case s == "" || s == "." || s == "..":
			r.problem(n, "%q is no name for a device", s)
		case strings.HasPrefix(s, "-"):
			r.problem(n, `the name %q begins with "-" and would be read as a flag`, s)
		case strings.ContainsAny(s, "/\\@,[] "):
			r.problem(n, `the name %q may not hold blanks, commas, brackets, "/", "\" or "@"`, s)
		default:
			*to = s
		}
	}
}

func (r *reader) portInto(to *int, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "port of "+what)
		if !ok {
			return
		}
		port, err := strconv.Atoi(s)
		if err != nil || port < 1 || port > 65535 {
			r.problem(n, "port %q of %s is not a number from 1 to 65535", s, what)
			return
		}
		*to = port
	}
}

func (r *reader) platformInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "platform of "+what)
		if !ok {
			return
		}
		if s != "" && len(r.platforms) > 0 && !slices.Contains(r.platforms, s) {
			r.suggest(n, Closest(s, r.platforms), "unknown platform %q of %s; platforms are: %s", s, what, strings.Join(r.platforms, ", "))
			return
		}
		*to = s
	}
}

// hostKeyInto reads a fingerprint as ssh-keygen -l prints it (RFC 4648 base64
// of a SHA-256 digest, without padding).
func (r *reader) hostKeyInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "host_key of "+what)
		if !ok {
			return
		}
		digest, found := strings.CutPrefix(s, "SHA256:")
		sum, err := base64.RawStdEncoding.Strict().DecodeString(digest)
		if !found || err != nil || len(sum) != 32 {
			r.problem(n, `host_key of %s is not a fingerprint like "SHA256:" and 43 characters; see: ssh-keyscan HOST | ssh-keygen -lf -`, what)
			return
		}
		*to = s
	}
}
