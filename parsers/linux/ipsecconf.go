package linux

import (
	"maps"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A Conn is one "conn" section of ipsec.conf(5), the file that FreeS/WAN left
// to strongSwan and Libreswan alike. Set are its settings by their names in
// lower case, Refs the lines they stand in. Of what it takes over with "also"
// and from "conn %default", its own settings come first.
type Conn struct {
	Name string
	At   ipsec.Ref
	Set  map[string]string
	Refs map[string]ipsec.Ref
}

// Saw returns a setting with its line; it is unknown where the file has none.
func (c *Conn) Saw(key string) ipsec.Text {
	if v := c.Set[key]; v != "" {
		return ipsec.Saw(v, c.Refs[key])
	}
	return ipsec.Text{}
}

// First returns the first setting of several names that is there, and its name.
func (c *Conn) First(keys ...string) (value, key string) {
	for _, k := range keys {
		if c.Set[k] != "" {
			return c.Set[k], k
		}
	}
	return "", ""
}

// ReadConns reads the connections of a configuration file, without those that
// only serve others. The files before it, which it may have been included by,
// lend their sections.
func ReadConns(text *scan.Text, before []*scan.Text) []*Conn {
	all := map[string]*Conn{}
	for _, file := range before {
		sections(file, all)
	}
	order := sections(text, all)
	var out []*Conn
	for _, c := range order {
		if full := c.resolved(all); !c.isTemplate(order, full) {
			out = append(out, full)
		}
	}
	return out
}

// ConfBefore returns the files that the snapshot has read of a kind before a text.
func ConfBefore(text *scan.Text, snap *ipsec.Snapshot, is func(command string) bool) []*scan.Text {
	var out []*scan.Text
	for _, src := range snap.Sources {
		if src.Command == text.Command() {
			break
		}
		if is(src.Command) {
			out = append(out, scan.New(src.Command, src.Text()))
		}
	}
	return out
}

// sections reads the sections of a file and takes the lines it understands. A
// section that is there twice is one.
func sections(text *scan.Text, all map[string]*Conn) (order []*Conn) {
	var open *Conn
	for n := 0; n < text.Len(); n++ {
		first := n
		line := Uncommented(text.Line(n))
		for strings.HasSuffix(line, `\`) && n+1 < text.Len() {
			n++
			line = strings.TrimSuffix(line, `\`) + " " + Uncommented(text.Line(n))
		}
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "conn" && len(words) == 2:
			if open = all[words[1]]; open == nil {
				open = &Conn{Name: words[1], At: text.At(n), Set: map[string]string{}, Refs: map[string]ipsec.Ref{}}
				all[open.Name] = open
			}
			if !slices.Contains(order, open) {
				order = append(order, open)
			}
		case words[0] == "config" || words[0] == "version" || words[0] == "include" || words[0] == "ca" && len(words) == 2:
			open = nil
		case strings.Contains(line, "="):
			open.take(line, text.Ref(first, n))
		default:
			continue
		}
		for ; first <= n; first++ {
			text.Take(first)
		}
	}
	return order
}

// Uncommented cuts a comment from a line of a configuration file.
func Uncommented(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return ""
	}
	line, _, _ = strings.Cut(line, " #")
	line, _, _ = strings.Cut(line, "\t#")
	return strings.TrimRight(line, " \t")
}

// take keeps a setting of the open section, if it is one of a connection.
func (c *Conn) take(line string, at ipsec.Ref) {
	if c == nil {
		return
	}
	key, value, _ := strings.Cut(line, "=")
	key = strings.ToLower(strings.TrimSpace(key))
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if key == "also" && c.Set[key] != "" {
		value = c.Set[key] + " " + value
	}
	c.Set[key], c.Refs[key] = value, at
	if at.Command == c.At.Command {
		c.At.Last = at.Last
	}
}

// resolved returns a section with what "also" and "conn %default" add to it. Its
// own settings come first, then those of the sections it names, then those they
// name; each counts once, however they name each other.
func (c *Conn) resolved(all map[string]*Conn) *Conn {
	out := &Conn{Name: c.Name, At: c.At, Set: map[string]string{}, Refs: map[string]ipsec.Ref{}}
	seen := map[string]bool{c.Name: true}
	for queue := []*Conn{c}; len(queue) > 0; queue = queue[1:] {
		out.add(queue[0])
		for name := range strings.FieldsSeq(queue[0].Set["also"]) {
			if other := all[name]; other != nil && !seen[name] {
				seen[name] = true
				queue = append(queue, other)
			}
		}
	}
	if def := all[defaults]; def != nil && c.Name != defaults {
		out.add(def)
	}
	return out
}

// defaults is the section that serves all others.
const defaults = "%default"

func (c *Conn) add(other *Conn) {
	for _, key := range slices.Sorted(maps.Keys(other.Set)) {
		if _, has := c.Set[key]; !has && key != "also" {
			c.Set[key], c.Refs[key] = other.Set[key], other.Refs[key]
		}
	}
}

// isTemplate reports whether a section only serves others: %default, one
// without both sides, and one that another section includes and that is not
// started itself.
func (c *Conn) isTemplate(all []*Conn, full *Conn) bool {
	if c.Name == defaults || full.Set["left"] == "" && full.Set["right"] == "" {
		return true
	}
	return c.Set["auto"] == "" && slices.ContainsFunc(all, func(other *Conn) bool {
		return slices.Contains(strings.Fields(other.Set["also"]), c.Name)
	})
}
