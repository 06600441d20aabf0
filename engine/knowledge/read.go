package knowledge

import "strings"

// read splits a data file. Its head, "# Title" and fields ("source: ..."), holds
// for every entry that does not say otherwise. Each "## Name" begins an entry:
// fields, an empty line, the text. Where the file is one entry, the title is
// its name and "## " are headings of the text.
func read(file string, whole bool) []*Entry {
	head := &Entry{}
	var out []*Entry
	current, inFields := head, true
	for _, line := range strings.Split(file, "\n") {
		switch name, isEntry := strings.CutPrefix(line, "## "); {
		case isEntry && !whole:
			current, inFields = &Entry{Name: strings.TrimSpace(name), Platform: head.Platform, Source: head.Source, Run: head.Run}, true
			out = append(out, current)
		case strings.HasPrefix(line, "# ") && current == head && head.Name == "":
			head.Name = strings.TrimSpace(line[2:])
		case (inFields || current == head && !whole) && current.field(line):
		case inFields && strings.TrimSpace(line) == "":
			inFields = current.Says == "" && current == head
		default:
			inFields = false
			current.Text += line + "\n"
		}
	}
	if whole {
		out = []*Entry{head}
	}
	for _, e := range out {
		e.Text = strings.TrimSpace(e.Text)
	}
	return out
}

// field reads a line "key: value" above the text.
func (e *Entry) field(line string) bool {
	key, value, ok := strings.Cut(line, ": ")
	value = strings.TrimSpace(value)
	if !ok {
		return false
	}
	switch key {
	case "also":
		e.Also = append(e.Also, value)
	case "says":
		e.Says = value
	case "source":
		e.Source = value
	case "platform":
		e.Platform = value
	case "run":
		e.Run = value
	case "rules":
		for _, id := range strings.Split(value, ",") {
			e.Rules = append(e.Rules, strings.TrimSpace(id))
		}
	default:
		return false
	}
	return true
}
