package siterules

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// fileName is the settings file of the folder; sitesDir holds the cards of
// single sites.
const (
	fileName = "site.yaml"
	sitesDir = "sites"
)

// loader reads a folder and collects what is wrong with it.
type loader struct {
	site      *Site
	rules     []*engine.Rule
	platforms []string
	problems  inventory.Problems
}

// Load reads the folder of a site. What is wrong is returned as
// [inventory.Problems], all of it: a typo must not silently do nothing.
func Load(dir string, rules []*engine.Rule, platforms []string) (*Site, error) {
	if dir == "" {
		return &Site{}, nil
	}
	l := &loader{site: &Site{Dir: dir, Marks: map[string]*engine.Mark{}}, rules: rules, platforms: platforms}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") && path != dir {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		return l.file(path)
	})
	if err != nil {
		return nil, inventory.Problems{{File: dir, Message: "cannot read the site rules: " + cause(err)}}
	}
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return l.site, nil
}

// cause is why a file cannot be read, without the name of the system call.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// file reads one file of the folder.
func (l *loader) file(path string) error {
	rel, err := filepath.Rel(l.site.Dir, path)
	if err != nil {
		return err
	}
	name := filepath.ToSlash(rel)
	isCard := strings.HasSuffix(name, ".md")
	if strings.EqualFold(name, "README.md") || !isCard && name != fileName {
		if !isCard && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")) {
			l.problem(path, 0, "the settings of a site stand in "+fileName+" of the folder itself", "")
		}
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if isCard {
		l.card(path, name, string(data))
		return nil
	}
	l.settings(path, data)
	return nil
}

func (l *loader) problem(file string, line int, message, nearest string) {
	l.problems = append(l.problems, inventory.Problem{File: file, Line: line, Message: message, Suggestion: nearest})
}

// rule returns the rule of an id, nil after saying that there is none.
func (l *loader) rule(id, file string, line int) *engine.Rule {
	var ids []string
	for _, r := range l.rules {
		if r.ID == id {
			return r
		}
		ids = append(ids, r.ID)
	}
	l.problem(file, line, "no rule is called "+`"`+id+`"; ipsec-diag rules lists them`, inventory.Closest(id, ids))
	return nil
}
