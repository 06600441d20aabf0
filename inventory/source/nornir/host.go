package nornir

import (
	"cmp"
	"slices"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory/source"
)

// labels are the data that say something about a device.
var labels = []string{"site", "zone", "role"}

// extras are the options of connection plugins that do: netmiko's and scrapli's
// enable secret, key and passphrase.
var extras = []string{"secret", "auth_secondary", "key_file", "auth_private_key", "passphrase", "auth_private_key_passphrase"}

// host makes a host of an element and of those that it inherits from.
func (s *simple) host(name string, e element) source.Host {
	chain, tags := s.chain(name, e)
	option := func(of func(options) *string) string { return fromOptions(chain, of) }
	first := func(plain func(element) *string, of func(options) *string) string {
		if v := option(of); v != "" {
			return v // what a plugin is told counts before what all are told
		}
		return inherited(chain, plain)
	}
	h := source.Host{Name: name, Where: e.where, Tags: tags}
	h.Address = first(func(e element) *string { return e.Hostname }, func(o options) *string { return o.Hostname })
	h.Port = first(func(e element) *string { return e.Port }, func(o options) *string { return o.Port })
	h.User = first(func(e element) *string { return e.Username }, func(o options) *string { return o.Username })
	h.Platform = first(func(e element) *string { return e.Platform }, func(o options) *string { return o.Platform })
	h.Password = source.SecretOf(first(func(e element) *string { return e.Password }, func(o options) *string { return o.Password }))
	extra := func(key string) string {
		return option(func(o options) *string { return scalar(o.Extras, key) })
	}
	h.Enable = source.SecretOf(cmp.Or(extra("secret"), extra("auth_secondary")))
	h.Passphrase = source.SecretOf(cmp.Or(extra("passphrase"), extra("auth_private_key_passphrase")))
	for _, key := range []string{"key_file", "auth_private_key"} {
		if path := extra(key); path != "" && !slices.Contains(h.Keys, path) {
			h.Keys = append(h.Keys, path)
		}
	}
	data := func(key string) string {
		return inherited(chain, func(e element) *string { return scalar(e.Data, key) })
	}
	h.Site, h.Zone, h.Role = data("site"), data("zone"), data("role")
	s.secrets(&h)
	if h.Address == "" {
		s.Note(source.Changed, e.where, name, "address", "there is no hostname; the name is taken for it")
	}
	return h
}

func (s *simple) secrets(h *source.Host) {
	for what, secret := range map[string]source.Secret{"password": h.Password, "enable secret": h.Enable, "key passphrase": h.Passphrase} {
		if secret != (source.Secret{}) {
			s.Note(source.DroppedVariable, h.Where, h.Name, what, "a secret is not copied; fill in the reference")
		}
	}
}

// chain is a host with all that it inherits from, in the order in which they
// are asked, and the names of the groups.
func (s *simple) chain(name string, e element) (chain []element, groups []string) {
	chain = []element{e}
	var add func(names []string)
	add = func(names []string) {
		for _, group := range names {
			if slices.Contains(groups, group) {
				continue
			}
			g, known := s.groups[group]
			if !known {
				s.Note(source.DroppedGroup, e.where, name, group, "there is no such group in groups.yaml")
				continue
			}
			groups = append(groups, group)
			chain = append(chain, g)
			add(g.Groups)
		}
	}
	add(e.Groups)
	slices.Sort(groups)
	return append(chain, s.defaults), groups
}

// inherited is the first value that is set.
func inherited(chain []element, of func(element) *string) string {
	for _, e := range chain {
		if v := of(e); v != nil {
			return *v
		}
	}
	return ""
}

// fromOptions is the first value that is set for a connection plugin.
func fromOptions(chain []element, of func(options) *string) string {
	for _, plugin := range sshPlugins {
		v := inherited(chain, func(e element) *string { return of(e.Options[plugin]) })
		if v != "" {
			return v
		}
	}
	return ""
}

// scalar is one value of a mapping, or nil.
func scalar(from map[string]yaml.Node, key string) *string {
	n, found := from[key]
	if !found || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		return nil
	}
	return &n.Value
}
