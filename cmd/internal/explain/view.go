package explain

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/report"
)

// A View is how texts are shown on a terminal.
type View struct {
	// Width is the number of columns.
	Width int
	Color bool
}

// Print writes a text in Markdown for reading on a terminal: wrapped, headings
// in bold where there are colours.
func (v View) Print(w io.Writer, markdown string) error {
	var b strings.Builder
	for _, block := range blocks(markdown) {
		switch {
		case strings.HasPrefix(block, "#"):
			heading := strings.TrimLeft(block, "# ")
			if heading == "" {
				continue
			}
			b.WriteString(v.bold(report.WrapTo(v.Width, "", "", heading)))
		case block == "":
			b.WriteByte('\n')
		default:
			first, rest := indent(block)
			b.WriteString(report.WrapTo(v.Width, first, rest, strings.TrimPrefix(block, first)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// numbered is the head of an item of a numbered list.
var numbered = regexp.MustCompile(`^\d+\. `)

// indent is what a block begins with, and what its further lines begin with.
func indent(block string) (first, rest string) {
	if strings.HasPrefix(block, "- ") {
		return "- ", "  "
	}
	if n := numbered.FindString(block); n != "" {
		return n, strings.Repeat(" ", len(n))
	}
	return "", ""
}

// blocks joins the lines of paragraphs and list items. An empty block stands
// for one or more empty lines.
func blocks(markdown string) []string {
	var out []string
	open := false
	for _, line := range strings.Split(strings.TrimSpace(markdown), "\n") {
		first, _ := indent(line)
		switch {
		case strings.TrimSpace(line) == "":
			if len(out) > 0 && out[len(out)-1] != "" {
				out = append(out, "")
			}
			open = false
		case strings.HasPrefix(line, "#"), first != "", !open:
			out = append(out, strings.TrimSpace(line))
			open = !strings.HasPrefix(line, "#")
		default:
			out[len(out)-1] += " " + strings.TrimSpace(line)
		}
	}
	return out
}

func (v View) bold(text string) string {
	if !v.Color {
		return text
	}
	return "\x1b[1m" + strings.TrimRight(text, "\n") + "\x1b[0m\n"
}

// List writes items one a line, as far as the line reaches: the name to ask
// for, and what it is.
func (v View) List(w io.Writer, items []*Item) error {
	const narrow = 2
	mixed := slices.ContainsFunc(items, func(i *Item) bool { return i.Kind != items[0].Kind })
	for _, i := range items {
		head := ""
		if mixed {
			head = fmt.Sprintf("%-12s ", i.Kind)
		}
		text := sample(i.Key()) + ": " + gist(i)
		if _, err := io.WriteString(w, report.WrapTo(v.Width, head, strings.Repeat(" ", len(head)+narrow), text)); err != nil {
			return err
		}
	}
	return nil
}
