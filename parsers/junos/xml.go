package junos

import (
	"encoding/xml"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file walks through what "| display xml" prints.

// A leaf is an element without children: its text and its lines.
type leaf struct {
	text string
	at   ipsec.Ref
}

// An element is one that has children. Of leaves of one name the first counts.
type element struct {
	name   string
	leaves map[string]leaf
	at     ipsec.Ref // from its first to its last leaf
	parent *element
}

// get returns the text of a leaf of the element or, where it has none, of one
// around it.
func (e *element) get(name string) string { return e.leaf(name).text }

func (e *element) leaf(name string) leaf {
	for ; e != nil; e = e.parent {
		if l, ok := e.leaves[name]; ok {
			return l
		}
	}
	return leaf{}
}

// An xmlReader knows which elements it understands.
type xmlReader struct {
	text *scan.Text
	// containers and known are the names of elements with and without children.
	containers, known map[string]bool
	// ended is told each element that ends, also where the text is cut off.
	ended func(*element)
}

// isXML reports whether an output is XML.
func isXML(text *scan.Text) bool {
	for n := range text.Len() {
		if line := text.Trimmed(n); line != "" {
			return strings.HasPrefix(line, "<") && strings.Contains(line, ">") && !saRow.MatchString(line)
		}
	}
	return false
}

// walk reads the text up to its end or to what is no XML any more.
func (r *xmlReader) walk() {
	lines := make([]string, r.text.Len())
	for n := range lines {
		lines[n] = r.text.Line(n)
	}
	dec := xml.NewDecoder(strings.NewReader(strings.Join(lines, "\n")))
	dec.Strict = false
	var open *element
	started, depth, value := 0, 0, ""
	leafName := ""
	for depth < 64 {
		token, err := dec.Token()
		if err != nil {
			break
		}
		line, _ := dec.InputPos()
		switch tok := token.(type) {
		case xml.StartElement:
			if leafName != "" {
				open, depth = r.enter(open, leafName, started), depth+1
			}
			leafName, started, value = tok.Name.Local, line-1, ""
		case xml.CharData:
			value += string(tok)
		case xml.EndElement:
			if leafName != "" {
				r.keep(open, leafName, strings.TrimSpace(value), started, line-1)
				leafName = ""
			} else {
				open, depth = r.leave(open, line-1), depth-1
			}
			value = ""
		}
	}
	for open != nil {
		r.ended(open)
		open = open.parent
	}
}

func (r *xmlReader) enter(open *element, name string, n int) *element {
	r.take(r.containers[name], n, n)
	return &element{name: name, leaves: map[string]leaf{}, parent: open}
}

func (r *xmlReader) leave(open *element, n int) *element {
	if open == nil {
		return nil
	}
	r.ended(open)
	r.take(r.containers[open.name], n, n)
	return open.parent
}

// keep keeps a leaf under the element that is open.
func (r *xmlReader) keep(open *element, name, text string, first, last int) {
	known := r.known[name] || r.containers[name] // an empty container is a leaf
	r.take(known, first, last)
	if open == nil || !known {
		return
	}
	at := r.text.Ref(first, last)
	if _, has := open.leaves[name]; !has {
		open.leaves[name] = leaf{text, at}
	}
	if open.at.IsZero() {
		open.at = at
	}
	open.at.Last = at.Last
}

func (r *xmlReader) take(known bool, first, last int) {
	for n := first; known && n <= last && n < r.text.Len(); n++ {
		r.text.Take(n)
	}
}

// names makes a set.
func names(list ...string) map[string]bool {
	out := map[string]bool{}
	for _, name := range list {
		out[name] = true
	}
	return out
}
