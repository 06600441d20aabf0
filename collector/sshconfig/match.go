package sshconfig

import (
	"os/user"
	"slices"
	"strings"
)

// conditions are those of Match that can be evaluated here.
var conditions = []string{"host", "originalhost", "user", "localuser"}

// unknownCondition returns a condition of a Match that cannot be evaluated, or
// "".
func unknownCondition(args []string) string {
	args = separated(args)
	for i := 0; i < len(args); i++ {
		name := strings.ToLower(strings.TrimPrefix(args[i], "!"))
		switch {
		case name == "all":
		case slices.Contains(conditions, name) && i+1 < len(args):
			i++
		default:
			return args[i]
		}
	}
	return ""
}

// separated takes "host=a" for "host a" (OpenSSH 9.9).
func separated(args []string) (out []string) {
	for _, arg := range args {
		if name, value, found := strings.Cut(arg, "="); found && slices.Contains(conditions, strings.ToLower(strings.TrimPrefix(name, "!"))) {
			out = append(out, name, value)
			continue
		}
		out = append(out, arg)
	}
	return out
}

// matches evaluates a Match whose conditions are all known. All must hold.
func (e *evaluation) matches(args []string) bool {
	args = separated(args)
	for i := 0; i < len(args); i++ {
		name, negated := strings.CutPrefix(args[i], "!")
		name = strings.ToLower(name)
		holds := true
		if name != "all" {
			i++
			holds = e.holds(name, strings.Split(args[i], ","))
		}
		if holds == negated {
			return false
		}
	}
	return true
}

func (e *evaluation) holds(condition string, patterns []string) bool {
	switch condition {
	case "originalhost":
		return anyMatches(patterns, e.names)
	case "host":
		if e.host.HostName != "" {
			return anyMatches(patterns, []string{e.host.HostName})
		}
		return anyMatches(patterns, e.names)
	case "user":
		return anyMatches(patterns, []string{e.userName()})
	}
	return anyMatches(patterns, []string{localUser()})
}

// userName is who logs in as far as is known: OpenSSH takes the local user
// where nothing is said.
func (e *evaluation) userName() string {
	if e.host.User != "" {
		return e.host.User
	}
	return localUser()
}

func localUser() string {
	me, err := user.Current()
	if err != nil {
		return ""
	}
	return me.Username
}

// anyMatches reports whether a pattern matches one of a host's names and no
// negated pattern does.
func anyMatches(patterns, names []string) bool {
	found := false
	for _, p := range patterns {
		p, negated := strings.CutPrefix(p, "!")
		if !slices.ContainsFunc(names, func(name string) bool { return wild(p, name) }) {
			continue
		}
		if negated {
			return false
		}
		found = true
	}
	return found
}

// wild matches a pattern with "*" and "?", in linear time but for the last
// star.
func wild(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
