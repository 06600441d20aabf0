package inventory

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// document parses the text and returns its root, or nil after noting why not.
func (r *reader) document(data []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF) || err == nil && isNull(doc.Content[0]):
		r.problems = Problems{{File: r.file, Message: `the inventory is empty; it needs at least a list "devices"`}}
		return nil
	case err != nil:
		r.problems = Problems{SyntaxProblem(r.file, data, err)}
		return nil
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		r.problem(&second, `a second document follows ("---"); an inventory is one document`)
	}
	return doc.Content[0]
}

// SyntaxProblem says where a text stops being YAML and what to do about it. The library names the
// line where the surrounding block began, which may be pages above.
func SyntaxProblem(file string, data []byte, err error) Problem {
	lines := strings.SplitAfter(string(data), "\n")
	at := badLine(lines)
	return Problem{File: file, Line: at, Message: syntaxMessage(lines[at-1], err)}
}

// badLine returns the number of the first line that cannot be mended by what
// follows: the text before it parses, and no text that includes it does.
func badLine(lines []string) int {
	good := 0
	for good < len(lines)-1 {
		boundary := lastGood(lines, good)
		next := resume(lines, boundary)
		if next == boundary {
			return boundary + 1
		}
		good = next
	}
	return len(lines)
}

// lastGood halves the lines after the known good ones until it finds two
// neighbours of which only the first parses.
func lastGood(lines []string, good int) int {
	bad := len(lines)
	for bad-good > 1 {
		if middle := (good + bad) / 2; parses(lines[:middle]) {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

// resume looks a few lines further for text that parses again: a list in
// brackets over several lines is only whole at its end.
func resume(lines []string, good int) int {
	const reach = 40
	for n := min(good+reach, len(lines)-1); n > good; n-- {
		if parses(lines[:n]) {
			return n
		}
	}
	return good
}

func parses(lines []string) bool {
	var n yaml.Node
	err := yaml.Unmarshal([]byte(strings.Join(lines, "")), &n)
	return err == nil
}

var (
	tabIndent = regexp.MustCompile(`^[ ]*\t`)
	quoted    = regexp.MustCompile(`'[^']*'`)
	where     = regexp.MustCompile(`^yaml: (line \d+: )?`)
)

// advice turns the library's words into what to do.
var advice = []struct{ says, means string }{
	{"unknown anchor", `a value that begins with "*" must stand in quotes`},
	{"mapping values are not allowed", `unexpected ": " here; indent the line like its neighbours, or put a value that holds ": " in quotes`},
	{"could not find expected ':'", `expected "key: value" or "- item" here`},
	{"did not find expected key", "this line does not fit the lines above it; check its indentation and quotes"},
	{"did not find expected '-' indicator", `this line does not fit the lines above it; check its indentation, or whether "- " is missing`},
	{"cannot start any token", `a value that begins with "%", "@" or a back quote must stand in quotes`},
	{"did not find expected alphabetic or numeric", `a value that begins with "*" or "&" must stand in quotes`},
	{"unexpected end of stream", "a quote is opened here and never closed"},
	{"did not find expected ',' or ']'", `a list in "[" is not closed with "]"`},
	{"did not find expected ',' or '}'", `a mapping in "{" is not closed with "}"`},
	{"unknown escape", `a backslash in "double quotes" begins a special character; use 'single quotes'`},
	{"control characters are not allowed", "a control character is not allowed here"},
	{"invalid leading UTF-8", "the file is not UTF-8 text"},
	{"UTF-8", "the file is not UTF-8 text"},
}

// syntaxMessage words a syntax error. The line itself is never quoted: it may
// hold a secret that should not be there.
func syntaxMessage(line string, err error) string {
	if tabIndent.MatchString(line) {
		return "a tab in the indentation; YAML is indented with blanks"
	}
	text := err.Error()
	for _, a := range advice {
		if strings.Contains(text, a.says) {
			return a.means
		}
	}
	text = quoted.ReplaceAllString(where.ReplaceAllString(text, ""), "...")
	return "not valid YAML: " + text
}
