// Package oxidized reads the list of devices of Oxidized, router.db, by the map
// of columns in its configuration (Oxidized, docs/Sources.md, "Source: CSV").
package oxidized

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ipsec-diag/inventory/source"
)

// A Layout is how the lines of a router.db are read.
type Layout struct {
	// Separator is a regular expression.
	Separator string
	// Columns are what columns hold, by their number, which counts from 0: name,
	// ip, model, group, username, password, enable, ssh_port, ssh_proxy,
	// ssh_proxy_port, input.
	Columns map[string]int
	// Models are Oxidized's words for others (model_map).
	Models map[string]string
	// Model, Username and Password are those of devices that have none.
	Model, Username, Password string
	Groups                    map[string]Login
	// From is where this was read.
	From string
}

// A Login is that of the devices of one group.
type Login struct {
	Username string `yaml:"username"`
	Password string `yaml:"password"`
}

// Default is the layout of an Oxidized without a configuration.
func Default() Layout {
	return Layout{Separator: ":", Columns: map[string]int{"name": 0, "model": 1}, From: "Oxidized's defaults"}
}

// known are the columns that say something about a device.
var known = []string{"name", "ip", "model", "group", "username", "password", "enable", "ssh_port", "ssh_proxy", "ssh_proxy_port", "input"}

// A reader reads the lines of a file.
type reader struct {
	*source.Reading
	Layout
	path string
	at   int
	cut  *regexp.Regexp
	cell []string
}

// Load reads a router.db.
func Load(path string, l Layout) (*source.Reading, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Read(path, data, l)
}

// Read reads the text of a router.db.
func Read(path string, data []byte, l Layout) (*source.Reading, error) {
	cut, err := regexp.Compile(l.Separator)
	if err != nil || cut.MatchString("") {
		return nil, fmt.Errorf("the separator %q is no regular expression that could separate columns", l.Separator)
	}
	if _, found := l.Columns["name"]; !found {
		return nil, fmt.Errorf("%s: no column is the name", l.From)
	}
	r := &reader{Reading: &source.Reading{Form: "Oxidized (router.db, columns from " + l.From + ")"}, Layout: l, path: path, cut: cut}
	for _, name := range slices.Sorted(maps.Keys(l.Columns)) {
		if !slices.Contains(known, name) {
			r.Note(source.DroppedColumn, l.From, "", name, "no setting of a device")
		}
	}
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		r.at++
		if text := strings.TrimRight(string(line), "\r\n"); strings.TrimSpace(text) != "" && strings.TrimSpace(text)[0] != '#' {
			r.line(text)
		}
	}
	return r.Reading, nil
}

func (r *reader) where() string { return fmt.Sprintf("%s:%d", r.path, r.at) }

// column is a cell of the line, or "".
func (r *reader) column(name string) string {
	if i, found := r.Columns[name]; found && i < len(r.cell) {
		return strings.TrimSpace(r.cell[i])
	}
	return ""
}

// line reads one device. What it drops it does not quote: a column may hold a
// password.
func (r *reader) line(text string) {
	if !utf8.ValidString(text) {
		r.Note(source.DroppedLine, r.where(), "", "", "it is not UTF-8 text")
		return
	}
	r.cell = r.cut.Split(text, -1)
	name := r.column("name")
	if name == "" {
		r.Note(source.DroppedLine, r.where(), "", "", "it has no name in column %d", r.Columns["name"])
		return
	}
	if input := r.column("input"); input != "" && !strings.Contains(input, "ssh") {
		r.Note(source.DroppedHost, r.where(), name, "", "it is reached over %q, not over SSH", input)
		return
	}
	r.unmapped(name)
	h := source.Host{Name: name, Where: r.where(), Address: strings.Trim(r.column("ip"), "[]"), Port: r.column("ssh_port")}
	model := cmp.Or(r.column("model"), r.Model)
	h.Platform = cmp.Or(r.Models[model], model)
	group := r.column("group")
	if group != "" {
		h.Tags = []string{group}
	}
	h.User = cmp.Or(r.column("username"), r.Groups[group].Username, r.Username)
	h.Password = r.secret(h.Name, "password", cmp.Or(r.column("password"), r.Groups[group].Password, r.Password))
	// "enable: true" says that enable asks for no secret.
	if enable := r.column("enable"); enable != "true" {
		h.Enable = r.secret(h.Name, "enable", enable)
	}
	if proxy := r.column("ssh_proxy"); proxy != "" {
		h.Jump = proxy
		if port := r.column("ssh_proxy_port"); port != "" {
			h.Jump += ":" + port
		}
	}
	r.Hosts = append(r.Hosts, h)
}

func (r *reader) secret(device, column, text string) source.Secret {
	if text != "" {
		r.Note(source.DroppedVariable, r.where(), device, column, "a secret is not copied; fill in the reference")
	}
	return source.SecretOf(text)
}

// unmapped says which columns of a line are not read.
func (r *reader) unmapped(device string) {
	mapped := slices.Collect(maps.Values(r.Columns))
	for i, cell := range r.cell {
		if !slices.Contains(mapped, i) && strings.TrimSpace(cell) != "" {
			r.Note(source.DroppedColumn, r.where(), device, strconv.Itoa(i), "the map of columns does not say what it is")
		}
	}
}
