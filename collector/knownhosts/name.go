package knownhosts

import (
	"errors"
	"net"
	"slices"
	"strings"
)

// Name is how a host stands in a file: "host", or "[host]:port" where the port
// is not 22.
func Name(address string) string {
	host, port, err := net.SplitHostPort(address)
	switch {
	case err != nil:
		return fold(strings.Trim(address, "[]"))
	case port == "22":
		return fold(host)
	}
	return "[" + fold(host) + "]:" + port
}

func fold(name string) string { return strings.ToLower(name) }

// A matcher is the names of one line.
type matcher interface{ match(name string) bool }

func parseNames(names string) (matcher, error) {
	if strings.HasPrefix(names, "|") {
		return parseHashed(names)
	}
	var all patterns
	for _, p := range strings.Split(fold(names), ",") {
		name, negated := strings.CutPrefix(p, "!")
		if name == "" {
			return nil, errors.New("an empty host name")
		}
		if name = unbracketed(name); negated {
			name = "!" + name
		}
		all = append(all, name)
	}
	return all, nil
}

// unbracketed turns "[host]:22" and "[host]" into "host", as [Name] does.
func unbracketed(p string) string {
	inner, ok := strings.CutPrefix(p, "[")
	if !ok {
		return p
	}
	if host, ok := strings.CutSuffix(inner, "]:22"); ok {
		return host
	}
	if host, ok := strings.CutSuffix(inner, "]"); ok {
		return host
	}
	return p
}

// patterns are names that may hold "*" and "?" and begin with "!".
type patterns []string

// plain reports whether they are names and nothing more.
func (ps patterns) plain() bool {
	return !slices.ContainsFunc(ps, func(p string) bool { return strings.ContainsAny(p, "*?") || strings.HasPrefix(p, "!") })
}

// match reports whether one matches and none behind "!" does.
func (ps patterns) match(name string) bool {
	matched := false
	for _, p := range ps {
		pattern, negated := strings.CutPrefix(p, "!")
		if !Match(pattern, name) {
			continue
		}
		if negated {
			return false
		}
		matched = true
	}
	return matched
}

// Match reports whether a pattern of ssh_config(5), PATTERNS, matches: "*" is
// any characters, "?" is one. It takes time in proportion to the product of
// the lengths, whatever the pattern.
func Match(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
