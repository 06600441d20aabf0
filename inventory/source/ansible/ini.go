package ansible

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"strings"
	"unicode/utf8"

	"ipsec-diag/inventory/source"
)

var section = regexp.MustCompile(`^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$`)

// An iniReader reads an INI file line by line.
type iniReader struct {
	*tree
	name string
	line int
	// group and part are the section: its hosts, children or vars; skip is one
	// that cannot be read.
	group, part string
	skip        bool
}

// ini reads an INI file. A line that cannot be read is left out and said, where
// Ansible would refuse the file; it is not quoted, it may hold a password.
func (t *tree) ini(name string, data []byte) error {
	r := &iniReader{tree: t, name: name, group: ungrouped, part: "hosts"}
	t.group(ungrouped).declared = true
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if strings.ContainsRune(text, 0) {
		return fmt.Errorf("%s: it holds zero bytes and is no text", name)
	}
	for line := range strings.Lines(text) {
		r.line++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case !utf8.ValidString(line):
			r.drop("it is not UTF-8 text")
		case section.MatchString(line):
			r.head(section.FindStringSubmatch(line))
		case line[0] == '[' && strings.HasSuffix(line, "]") && !isAddress(line):
			r.skip = true
			r.drop("it is no head of a section: [group], [group:children] or [group:vars] without blanks")
		case r.skip:
			r.drop("it stands in a section that is not read")
		default:
			r.content(line)
		}
	}
	return nil
}

func (r *iniReader) where() string { return fmt.Sprintf("%s:%d", r.name, r.line) }

func (r *iniReader) drop(why string) { r.Note(source.DroppedLine, r.where(), "", "", why) }

// head begins a section.
func (r *iniReader) head(m []string) {
	r.group, r.part, r.skip = m[1], m[2], false
	switch r.part {
	case "":
		r.part = "hosts"
	case "hosts", "children", "vars":
	default:
		r.skip = true
		r.drop("a section is of hosts, children or vars; this is none of them")
		return
	}
	g := r.tree.group(r.group)
	if r.part != "vars" {
		g.declared = true
	} else if g.where == "" {
		g.where = r.where()
	}
}

// content reads a line inside a section.
func (r *iniReader) content(line string) {
	switch r.part {
	case "hosts":
		r.hosts(line)
	case "children":
		name, _, _ := strings.Cut(line, "#")
		name = strings.TrimSpace(name)
		if name == "" || strings.ContainsAny(name, " \t:]") {
			r.drop("the name of a group is expected here")
			return
		}
		r.child(r.group, name, r.where())
	case "vars":
		name, value, found := strings.Cut(line, "=")
		if !found {
			r.drop("NAME=VALUE is expected here")
			return
		}
		name = strings.TrimSpace(name)
		if v := literal(value, r.where()); r.keep(name, "", v) {
			r.tree.group(r.group).set(name, v)
		}
	}
}

// hosts reads a line of a host, or of a range of them, with its variables.
func (r *iniReader) hosts(line string) {
	words, err := source.Split(line)
	if err != nil {
		r.drop(err.Error())
		return
	}
	if len(words) == 0 {
		return
	}
	if strings.HasSuffix(words[0], ":") {
		r.drop(`a host may not end with ":"; a file in YAML is called .yml or .yaml`)
		return
	}
	if strings.Contains(words[0], "=") {
		r.drop("a host is expected here; variables stand after it, or in a section [group:vars]")
		return
	}
	hosts, port, err := hostNames(words[0])
	if err != nil {
		r.drop(err.Error())
		return
	}
	set := r.variables(words[1:], hosts)
	if _, said := set["ansible_port"]; port != "" && !said {
		set["ansible_port"] = variable{text: port, where: r.where()}
	}
	for _, name := range hosts {
		maps.Copy(r.host(name, r.group, r.where()).vars, set)
	}
}

// variables reads the variables behind a host.
func (r *iniReader) variables(words, hosts []string) vars {
	set := vars{}
	device := hosts[0]
	for i, word := range words {
		name, value, found := strings.Cut(word, "=")
		if !found {
			r.drop(fmt.Sprintf("word %d of the line is no NAME=VALUE; a value with blanks stands in quotes", i+2))
			continue
		}
		if v := literal(value, r.where()); r.keep(name, device, v) {
			set[name] = v
		}
	}
	return set
}

// isAddress reports whether a line in brackets is an IPv6 address, not a section.
func isAddress(line string) bool {
	_, err := netip.ParseAddr(strings.Trim(line, "[]"))
	return err == nil
}
