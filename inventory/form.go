package inventory

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A form is how an inventory is written.
type form int

const (
	formYAML  form = iota
	formTable      // CSV with a header
	formList       // one host a line
)

// Read reads an inventory in whatever form it is written: YAML, see [Parse], a
// table with a header (CSV), or a list with one host a line. The name of the
// file counts before its content.
func Read(path string, data []byte, platforms ...string) (*Inventory, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // as spreadsheets write it
	if strings.ToLower(filepath.Ext(path)) == ".ini" || isSection(firstLine(data)) {
		return nil, Problems{{File: path, Message: `this is a file with [sections], as Ansible writes its inventory, and not one of ours: YAML with "devices:", a table with a header (CSV), or one host a line`}}
	}
	form := formOf(path, data)
	if form == formYAML {
		return Parse(path, data, platforms...)
	}
	if line := notUTF8(data); line > 0 {
		return nil, Problems{{File: path, Line: line, Message: "the file is not UTF-8 text; a spreadsheet writes it as \"CSV UTF-8\""}}
	}
	if form == formTable {
		return parseTable(path, data, platforms)
	}
	return ParseHosts(path, data, platforms...)
}

// notUTF8 returns the first line that is not UTF-8, or 0.
func notUTF8(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

// hostLine is a line of a host list: no blank, no key with a value.
var hostLine = regexp.MustCompile(`^(ssh://)?[^\s:,;{}&*!|>'"%-][^\s,;{}]*[^\s:,;{}]$|^[A-Za-z0-9]$`)

// formOf recognises the form by the name and the first line that says something.
func formOf(path string, data []byte) form {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv":
		return formTable
	case ".yaml", ".yml", ".json":
		return formYAML
	}
	line := firstLine(data)
	switch {
	case isHeader(line):
		return formTable
	case hostLine.MatchString(line):
		return formList
	}
	return formYAML
}

// firstLine is the first line that is neither empty nor a comment.
func firstLine(data []byte) string {
	for line := range strings.Lines(string(data)) {
		if line = uncommented(line); line != "" {
			return line
		}
	}
	return ""
}

// uncommented is a line without its comment.
func uncommented(line string) string {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return ""
	}
	line, _, _ = strings.Cut(line, " #")
	return strings.TrimSpace(line)
}

// isSection reports whether a line is the head of a section of an INI file.
func isSection(line string) bool {
	return strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") && HasRange(line)
}
