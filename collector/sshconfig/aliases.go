package sshconfig

import "strings"

// An Alias is one word behind a Host, with its place in the file.
type Alias struct {
	Name, At string
	// Pattern says that it stands for more hosts than one, or for none: "*.lab",
	// "!old".
	Pattern bool
}

// Aliases returns the words behind every Host, those of included files with
// them, each once and in the order of the files.
func (c *Config) Aliases() []Alias {
	seen := map[string]bool{}
	return aliases(c.lines, seen)
}

func aliases(lines []line, seen map[string]bool) (out []Alias) {
	for _, l := range lines {
		for _, included := range l.included {
			out = append(out, aliases(included, seen)...)
		}
		if l.keyword != "host" {
			continue
		}
		for _, name := range l.args {
			if !seen[name] {
				seen[name] = true
				out = append(out, Alias{Name: name, At: l.at, Pattern: strings.ContainsAny(name, "*?!")})
			}
		}
	}
	return out
}
