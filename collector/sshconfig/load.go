package sshconfig

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ipsec-diag/inventory/credential"
)

// maxDepth bounds files that include each other, as OpenSSH does.
const maxDepth = 16

// A Config is a configuration with all that it includes.
type Config struct {
	// Path is the file it was read from.
	Path string
	// Warnings name what is left out, with file and line.
	Warnings []string

	lines []line
}

// A line is one keyword with its arguments.
type line struct {
	keyword  string // in lower case
	args     []string
	at       string   // file:line
	included [][]line // of "include"
}

// Load reads a file. One that is not there is an empty configuration.
func Load(path string) (*Config, error) {
	c := &Config{Path: path}
	lines, err := c.file(credential.ExpandHome(path), 0)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	c.lines = lines
	return c, nil
}

func (c *Config) warn(at, format string, args ...any) {
	c.Warnings = append(c.Warnings, at+": "+fmt.Sprintf(format, args...))
}

// file reads the lines of one file.
func (c *Config) file(path string, depth int) ([]line, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []line
	for i, text := range strings.Split(string(data), "\n") {
		words, err := split(text)
		at := fmt.Sprintf("%s:%d", path, i+1)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		if len(words) == 0 {
			continue
		}
		l := line{keyword: strings.ToLower(words[0]), args: words[1:], at: at}
		if err := c.read(&l, depth); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// read looks at a line once, when it is read.
func (c *Config) read(l *line, depth int) error {
	if len(l.args) == 0 {
		return fmt.Errorf("%s: %s has no value", l.at, l.keyword)
	}
	switch l.keyword {
	case "include":
		return c.include(l, depth)
	case "match":
		if word := unknownCondition(l.args); word != "" {
			l.keyword = "never"
			c.warn(l.at, "Match %s cannot be evaluated here; its block is left out", word)
		}
	}
	return nil
}

// include reads the files of an Include. Relative names are in ~/.ssh,
// whatever file includes them (ssh_config(5)); a name that matches nothing is
// no mistake.
func (c *Config) include(l *line, depth int) error {
	if depth >= maxDepth {
		return fmt.Errorf("%s: more than %d files include each other", l.at, maxDepth)
	}
	for _, name := range l.args {
		pattern := credential.ExpandHome(os.ExpandEnv(name))
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(credential.ExpandHome("~/.ssh"), pattern)
		}
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", l.at, name, err)
		}
		slices.Sort(paths)
		for _, path := range paths {
			lines, err := c.file(path, depth+1)
			if os.IsPermission(err) {
				c.warn(l.at, "%s cannot be read and is left out", path)
				continue
			}
			if err != nil {
				return err
			}
			l.included = append(l.included, lines)
		}
	}
	return nil
}
