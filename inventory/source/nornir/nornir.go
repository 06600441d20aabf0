// Package nornir reads the SimpleInventory of Nornir: hosts.yaml, groups.yaml
// and defaults.yaml in one folder. What a host does not say its groups say, in
// their order, each with the groups that it is in itself; then the defaults
// (Nornir's documentation, "Inventory", "Inheritance model").
package nornir

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
)

// An element is a host, a group, or the defaults.
type element struct {
	Hostname *string              `yaml:"hostname"`
	Port     *string              `yaml:"port"`
	Username *string              `yaml:"username"`
	Password *string              `yaml:"password"`
	Platform *string              `yaml:"platform"`
	Groups   []string             `yaml:"groups"`
	Data     map[string]yaml.Node `yaml:"data"`
	Options  map[string]options   `yaml:"connection_options"`
	// Other are keys that Nornir does not know.
	Other map[string]yaml.Node `yaml:",inline"`

	where string
}

// options are those of one connection plugin.
type options struct {
	Hostname *string              `yaml:"hostname"`
	Port     *string              `yaml:"port"`
	Username *string              `yaml:"username"`
	Password *string              `yaml:"password"`
	Platform *string              `yaml:"platform"`
	Extras   map[string]yaml.Node `yaml:"extras"`
}

// sshPlugins are the connections over SSH whose options say how a device is
// logged in to, the first that says something counts.
var sshPlugins = []string{"netmiko", "scrapli", "paramiko"}

// A simple inventory is all that the files say.
type simple struct {
	*source.Reading
	groups   map[string]element
	defaults element
}

// Load reads the inventory in a folder, or the folder in which a hosts.yaml is.
func Load(path string) (*source.Reading, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	hostsFile, folder := path, filepath.Dir(path)
	if info.IsDir() {
		hostsFile, folder = yamlFile(path, "hosts"), path
	}
	switch strings.TrimSuffix(strings.TrimSuffix(filepath.Base(hostsFile), ".yml"), ".yaml") {
	case "groups", "defaults":
		return nil, fmt.Errorf("%s: this file holds no hosts; name hosts.yaml or the folder", path)
	}
	s := &simple{Reading: &source.Reading{Form: "Nornir (SimpleInventory)"}}
	hosts, err := elements(hostsFile)
	if err != nil {
		return nil, err
	}
	if s.groups, err = elements(yamlFile(folder, "groups")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if s.defaults, err = defaults(yamlFile(folder, "defaults")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(s.groups)) {
		s.unknown(s.groups[name], "")
	}
	s.unknown(s.defaults, "")
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		s.unknown(hosts[name], name)
		s.Hosts = append(s.Hosts, s.host(name, hosts[name]))
	}
	return s.Reading, nil
}

// yamlFile is the file of that name in a folder; ".yml" only where it exists.
func yamlFile(folder, name string) string {
	if short := filepath.Join(folder, name+".yml"); exists(short) {
		return short
	}
	return filepath.Join(folder, name+".yaml")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// elements reads a file of hosts or groups.
func elements(path string) (map[string]element, error) {
	nodes := map[string]yaml.Node{}
	if err := decode(path, &nodes); err != nil {
		return nil, err
	}
	out := map[string]element{}
	for name, n := range nodes {
		e := element{where: fmt.Sprintf("%s:%d", path, n.Line)}
		if err := n.Decode(&e); err != nil {
			return nil, fmt.Errorf("%s: %q is not what Nornir calls a host or a group: hostname, port, username, password, platform, groups (a list), data, connection_options", e.where, name)
		}
		out[name] = e
	}
	return out, nil
}

func defaults(path string) (element, error) {
	e := element{where: path}
	var n yaml.Node
	if err := decode(path, &n); err != nil || n.Kind == 0 {
		return e, err
	}
	if err := n.Decode(&e); err != nil {
		return e, fmt.Errorf("%s: these are not what Nornir calls defaults: hostname, port, username, password, platform, data, connection_options", path)
	}
	return e, nil
}

// decode reads a file of YAML. What a library would say is not shown: it quotes
// values, which may be passwords.
func decode(path string, to any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return inventory.Problems{inventory.SyntaxProblem(path, data, err)}
	}
	if err := n.Decode(to); n.Kind != 0 && err != nil {
		return fmt.Errorf("%s: a mapping of names is expected here", path)
	}
	return nil
}

// unknown says which keys and data are no setting of a device.
func (s *simple) unknown(e element, device string) {
	for _, key := range slices.Sorted(maps.Keys(e.Other)) {
		s.Note(source.DroppedVariable, e.where, device, key, "Nornir knows no such key")
	}
	for _, key := range slices.Sorted(maps.Keys(e.Data)) {
		if !slices.Contains(labels, key) {
			s.Note(source.DroppedVariable, e.where, device, "data."+key, "no setting of a device")
		}
	}
	for _, plugin := range slices.Sorted(maps.Keys(e.Options)) {
		if !slices.Contains(sshPlugins, plugin) {
			s.Note(source.DroppedVariable, e.where, device, "connection_options."+plugin, "devices are logged in to over SSH; only the options of netmiko, scrapli and paramiko are read")
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(e.Options[plugin].Extras)) {
			if !slices.Contains(extras, key) {
				s.Note(source.DroppedVariable, e.where, device, "connection_options."+plugin+".extras."+key, "no setting of a device")
			}
		}
	}
}
