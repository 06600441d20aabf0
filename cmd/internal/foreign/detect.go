package foreign

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory/source"
)

// The kinds of inventories.
const (
	Ansible   = "ansible"
	Nornir    = "nornir"
	NetBox    = "netbox"
	Oxidized  = "oxidized"
	SSHConfig = "sshconfig"
	Hosts     = "hosts"
	CSV       = "csv"
)

// Kinds are the kinds in the order in which they are told.
func Kinds() []string { return []string{Ansible, Nornir, NetBox, Oxidized, SSHConfig, Hosts, CSV} }

// Detect tells the kind of a source by its name and its content.
func Detect(path string) (string, error) {
	if strings.Contains(path, "://") {
		return NetBox, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return detectFolder(path)
	}
	switch base := filepath.Base(path); {
	case base == "router.db":
		return Oxidized, nil
	case base == "ssh_config" || base == "config" && filepath.Base(filepath.Dir(path)) == ".ssh":
		return SSHConfig, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	kind := detectText(path, data)
	if kind == "" {
		return "", errors.New(unclear(data))
	}
	return kind, nil
}

// unclear says what stands in the way of telling the kind.
func unclear(data []byte) string {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "the file is empty"
	case bytes.IndexByte(data, 0) >= 0:
		return "it is no text"
	case nativeYAML(data):
		return "this is an inventory of ipsec-diag already; it needs no import: ipsec-diag inventory check FILE"
	}
	return "it cannot be told what kind of inventory this is; name it with --from " + strings.Join(Kinds(), "|")
}

func detectFolder(path string) (string, error) {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, err := os.Stat(filepath.Join(path, name)); return err == nil })
	}
	switch {
	case has("router.db"):
		return Oxidized, nil
	case has("hosts.yaml", "hosts.yml") && (has("groups.yaml", "groups.yml", "defaults.yaml", "defaults.yml") || isNornirFile(path)):
		return Nornir, nil
	case has("group_vars", "host_vars", "hosts", "hosts.ini", "hosts.yml", "hosts.yaml", "inventory", "inventory.ini", "inventory.yml", "inventory.yaml", "ansible.cfg"):
		return Ansible, nil
	}
	return "", fmt.Errorf("no file in this folder tells what kind of inventory it is; name a file, or the kind with --from %s", strings.Join(Kinds(), "|"))
}

func isNornirFile(folder string) bool {
	data, err := os.ReadFile(filepath.Join(folder, "hosts.yaml"))
	return err == nil && yamlKind(data) == Nornir
}

var (
	iniSection = regexp.MustCompile(`(?m)^\[[^\]\s:]+(:(children|vars|hosts))?\]\s*$`)
	iniHost    = regexp.MustCompile(`(?m)^\S+[ \t]+([A-Za-z_]\w*=\S*[ \t]*)+`)
	sshHost    = regexp.MustCompile(`(?mi)^[ \t]*host[ \t=]+\S`)
	sshSetting = regexp.MustCompile(`(?mi)^[ \t]*(hostname|user|port|proxyjump|identityfile|include)[ \t=]+\S`)
)

// detectText tells the kind by content, "" when it could be several or none.
func detectText(path string, data []byte) string {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	end := strings.ToLower(filepath.Ext(path))
	switch {
	case bytes.IndexByte(data, 0) >= 0 || strings.TrimSpace(text) == "":
		return ""
	case end == ".csv" || end == ".tsv":
		return CSV
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		return Ansible
	case end == ".ini" || iniSection.MatchString(text) || iniHost.MatchString(text) && !sshHost.MatchString(text):
		return Ansible
	case sshHost.MatchString(text) && sshSetting.MatchString(text):
		return SSHConfig
	}
	if kind := yamlKind(data); kind != "" {
		return kind
	}
	return detectLines(text)
}

// yamlKind tells Ansible's YAML from Nornir's and from Oxidized's configuration.
func yamlKind(data []byte) string {
	var root map[string]yaml.Node
	if yaml.Unmarshal(data, &root) != nil || len(root) == 0 {
		return ""
	}
	if _, found := root["source"]; found {
		if _, found = root["model_map"]; found || strings.Contains(string(data), "router.db") {
			return Oxidized
		}
	}
	ansible, nornir := 0, 0
	for _, n := range root {
		for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
			switch n.Content[i].Value {
			case "hosts", "children", "vars":
				ansible++
			case "hostname", "username", "platform", "groups", "data", "connection_options", "port", "password":
				nornir++
			}
		}
	}
	switch {
	case ansible > 0 && nornir == 0:
		return Ansible
	case nornir > 0 && ansible == 0:
		return Nornir
	}
	return ""
}

func nativeYAML(data []byte) bool {
	var root map[string]yaml.Node
	return yaml.Unmarshal(data, &root) == nil && root["devices"].Kind == yaml.SequenceNode
}

// detectLines tells a table, a router.db and a list of hosts apart, by lines of
// one form throughout.
func detectLines(text string) string {
	lines, words, router := 0, 0, 0
	first := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if lines++; lines == 1 {
			first = strings.ToLower(line)
		}
		if !strings.ContainsAny(line, " \t,;=") {
			words++
		}
		if cells := strings.Split(line, ":"); len(cells) > 1 && slices.ContainsFunc(cells[1:], func(c string) bool { return source.Platform(c) != "" }) {
			router++
		}
	}
	switch {
	case lines == 0:
		return ""
	case router == lines:
		return Oxidized
	case words == lines:
		return Hosts
	case strings.ContainsAny(first, ",;\t") && tableHead.MatchString(first):
		return CSV
	}
	return ""
}

var tableHead = regexp.MustCompile(`(^|[,;\t"])(name|address|device|host|hostname|ip)($|[,;\t"])`)
