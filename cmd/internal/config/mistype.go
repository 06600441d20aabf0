package config

import (
	"regexp"
	"strings"
)

// mistyped is how yaml.v3 tells of a value of another type, in Go's words.
var mistyped = regexp.MustCompile("^cannot unmarshal !!(\\w+)(?: `(.*)`)? into (\\S+)$")

// inWords is a message of the YAML library about a value without names of Go
// types; one of another kind stays as it is.
func inWords(message string) string {
	m := mistyped.FindStringSubmatch(message)
	if m == nil {
		return message
	}
	found := map[string]string{"seq": "a list", "map": "a group of settings"}[m[1]]
	if found == "" {
		found = `"` + m[2] + `"`
	}
	return found + " stands where " + wantOf(m[3]) + " belongs; see ipsec-diag serve --help"
}

// wantOf names what a Go type is written as.
func wantOf(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "uint"), strings.HasPrefix(goType, "float"):
		return "a number"
	case goType == "bool":
		return "true or false"
	case goType == "string":
		return "one word or text"
	}
	return "a group of settings"
}
