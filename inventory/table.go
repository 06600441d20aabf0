package inventory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// otherNames are what columns are also called.
var otherNames = map[string]string{
	"device": "name", "host": "name", "hostname": "name", "host_name": "name",
	"ip": "address", "ip_address": "address", "addr": "address",
	"username": "user", "tag": "tags", "alias": "aliases", "key": "keys", "jump_host": "jump",
}

// columns are the settings that a table may have, those of the login with them.
func columns() (device, login []string) {
	r := &reader{}
	for _, k := range r.deviceKeys(&Device{}, "") {
		if k.name != "login" && k.name != "groups" { // a table has neither section
			device = append(device, k.name)
		}
	}
	for _, k := range r.loginKeys(&Login{}, "") {
		login = append(login, k.name)
	}
	return device, login
}

// column returns the setting that a column gives, or "".
func column(head string) string {
	head = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(head)))
	if name, ok := otherNames[head]; ok {
		return name
	}
	device, login := columns()
	if slices.Contains(device, head) || slices.Contains(login, head) {
		return head
	}
	return ""
}

// isHeader reports whether a line is the header of a table: it has a column
// for the name or the address, and others beside it look like words.
func isHeader(line string) bool {
	for _, head := range strings.Split(line, separator(line)) {
		if name := column(strings.Trim(head, `" `)); name == "name" || name == "address" {
			return true
		}
	}
	return false
}

// separator is what a header puts between its columns.
func separator(header string) string {
	most, best := 0, ","
	for _, s := range []string{",", ";", "\t"} {
		if n := strings.Count(header, s); n > most {
			most, best = n, s
		}
	}
	return best
}

// parseTable reads a table whose header says what the columns are. A column
// that is no setting is left out and noted in [Inventory.Unread].
func parseTable(path string, data []byte, platforms []string) (*Inventory, error) {
	r := &reader{file: path, platforms: platforms}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.Comment, in.FieldsPerRecord = rune(separator(firstLine(data))[0]), '#', -1
	in.TrimLeadingSpace = in.Comma != '\t' // a tab would count as a blank
	header, err := in.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, Problems{{File: path, Message: "the table is empty; its first line names its columns, like: name,address,platform,user,site,tags"}}
	case err != nil:
		return nil, Problems{csvProblem(path, err)}
	}
	line, _ := in.FieldPos(0)
	names, unread := r.header(header, line)
	list := &yaml.Node{Kind: yaml.SequenceNode}
	_, ofLogin := columns()
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, append(r.problems, csvProblem(path, err)).Sorted()
		}
		at, _ := in.FieldPos(0)
		if len(cells) != len(names) {
			r.problem(&yaml.Node{Line: at}, "this row has %d columns, the header %d", len(cells), len(names))
			continue
		}
		if row := rowNode(names, ofLogin, cells, at); row != nil {
			list.Content = append(list.Content, row)
		}
	}
	inv, err := r.fromDevices(list)
	if inv != nil {
		inv.Unread = unread
	}
	return inv, err
}

// csvProblem words an error of the CSV reader. The row is not quoted.
func csvProblem(path string, err error) Problem {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return Problem{File: path, Line: parse.StartLine, Message: `not a row of a table: a quote (") is opened and not closed, or stands inside a value`}
	}
	return Problem{File: path, Message: "not a table: " + err.Error()}
}

// header returns the setting of each column, "" for one that is left out.
func (r *reader) header(heads []string, line int) (names []string, unread Problems) {
	at := &yaml.Node{Line: line}
	first := map[string]string{}
	device, login := columns()
	known := append(slices.Concat(device, login), slices.Sorted(maps.Keys(otherNames))...)
	for i, head := range heads {
		name := column(head)
		names = append(names, name)
		head = strings.TrimSpace(head)
		switch before, twice := first[name]; {
		case name == "":
			said := fmt.Sprintf("column %d, %q, is no setting of a device and is not read", i+1, head)
			unread = append(unread, Problem{File: r.file, Line: line, Message: said, Suggestion: Closest(head, known)})
		case twice:
			names[i] = ""
			r.problem(at, "the columns %q and %q both give the %s of a device", before, head, name)
		default:
			first[name] = head
		}
	}
	if first["name"] == "" && first["address"] == "" {
		r.suggest(at, nearestOf(heads, "name", "address"), `no column is called "name" or "address"; the first line of a table names its columns, like: name,address,platform,user,site,tags`)
	}
	return names, unread
}

// nearestOf returns the word that one of the heads was probably meant for.
func nearestOf(heads []string, words ...string) string {
	for _, head := range heads {
		if word := Closest(strings.TrimSpace(head), words); word != "" {
			return word
		}
	}
	return ""
}

// rowNode is a row as an inventory has it; nil when nothing stands in it.
// OfLogin are the settings that stand under "login" there.
func rowNode(names, ofLogin, cells []string, line int) *yaml.Node {
	row, login := mappingOf(line), mappingOf(line)
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if cell == "" || names[i] == "" {
			continue
		}
		to := row
		if slices.Contains(ofLogin, names[i]) {
			to = login
		}
		to.Content = append(to.Content, scalar(names[i], line), cellNode(names[i], cell, line))
	}
	if len(row.Content) == 0 && len(login.Content) == 0 {
		return nil
	}
	if value(row, "name") == nil {
		if address := value(row, "address"); address != nil {
			row.Content = append(row.Content, scalar("name", line), address)
		}
	}
	if len(login.Content) > 0 {
		row.Content = append(row.Content, scalar("login", line), login)
	}
	return row
}

// cellNode is the value in a cell: several words of a list stand between
// blanks, commas, semicolons or bars.
func cellNode(name, cell string, line int) *yaml.Node {
	switch name {
	case "tags", "aliases", "keys":
		list := &yaml.Node{Kind: yaml.SequenceNode, Line: line}
		for _, word := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(" ,;|", c) }) {
			list.Content = append(list.Content, scalar(word, line))
		}
		return list
	case "sudo", "agent", "allow_short_rsa", "type_ahead":
		n := scalar(cell, line)
		switch strings.ToLower(cell) {
		case "true", "yes", "1":
			n.Tag, n.Value = "!!bool", "true"
		case "false", "no", "0":
			n.Tag, n.Value = "!!bool", "false"
		}
		return n
	}
	return scalar(cell, line)
}
