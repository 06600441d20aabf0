package recognise

import "strings"

// A page is a part of a paste between very many blank lines. Nothing that a
// device prints spans those, and a table of a hundred million empty lines would
// take all memory.
type page struct {
	text   string
	before int // lines before it
}

// gap is more blank lines than stand in any output.
var gap = strings.Repeat("\n", 5000)

// pages cuts a text at its gaps. Line ends become single line feeds first.
func pages(text string) (out []page) {
	if strings.Contains(text, "\r\n") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\r\n", "\n"), "\r\n", "\n")
	}
	before := 0
	for {
		at := strings.Index(text, gap)
		if at < 0 {
			return append(out, page{text, before})
		}
		if at > 0 {
			out = append(out, page{text[:at], before})
		}
		rest := strings.TrimLeft(text[at:], "\n")
		before += strings.Count(text[:at], "\n") + len(text) - at - len(rest)
		if rest == "" {
			return out
		}
		text = rest
	}
}
