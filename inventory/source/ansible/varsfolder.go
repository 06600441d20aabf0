package ansible

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory/source"
)

// varsFolders reads group_vars and host_vars beside the inventory.
func (t *tree) varsFolders(folder string) error {
	var groups, hosts []string
	groups = slices.Sorted(maps.Keys(t.groups))
	hosts = slices.Sorted(maps.Keys(t.hosts))
	err := t.varsFolder(filepath.Join(folder, "group_vars"), groups, "group", func(name string) vars { return t.groups[name].files })
	if err != nil {
		return err
	}
	return t.varsFolder(filepath.Join(folder, "host_vars"), hosts, "host", func(name string) vars { return t.hosts[name].files })
}

// varsEnds are the ends of the names of files with variables, the first that
// exists counts.
var varsEnds = []string{"", ".yml", ".yaml", ".json"}

// varsFolder reads the files of one folder that are called like a group or host,
// and says which are called like none.
func (t *tree) varsFolder(folder string, names []string, noun string, to func(string) vars) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, name := range names {
		if strings.ContainsAny(name, `/\`) || strings.Trim(name, ".") == "" {
			continue
		}
		for _, end := range varsEnds {
			path := filepath.Join(folder, name+end)
			if _, err := os.Stat(path); err != nil {
				continue
			}
			used[name+end] = true
			if err := t.varsPath(path, name, noun, to(name)); err != nil {
				return err
			}
			break
		}
	}
	for _, e := range entries {
		if !used[e.Name()] {
			t.Note(source.DroppedFile, filepath.Join(folder, e.Name()), "", "", "no %s of the inventory is called so", noun)
		}
	}
	return nil
}

// varsPath reads a file, or the files of a folder in the order of their names.
func (t *tree) varsPath(path, name, noun string, to vars) error {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return t.varsFile(path, name, noun, to)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		inside := filepath.Join(path, e.Name())
		if strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), "~") || !e.IsDir() && !slices.Contains(varsEnds, filepath.Ext(e.Name())) {
			t.Note(source.DroppedFile, inside, "", "", "Ansible does not read files with such a name either")
			continue
		}
		if err := t.varsPath(inside, name, noun, to); err != nil {
			return err
		}
	}
	return nil
}

// varsFile reads the variables of one file. One that is encrypted as a whole is
// left out and said: what it says of the hosts is unknown.
func (t *tree) varsFile(path, name, noun string, to vars) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("$ANSIBLE_VAULT;")) {
		t.Note(source.DroppedFile, path, "", "", "the whole file is encrypted with a vault; what it says of %s %q is not known", noun, name)
		return nil
	}
	root, err := document(path, data)
	if err != nil {
		return err
	}
	device := ""
	if noun == "host" {
		device = name
	}
	t.pairs(root, path, func(key string, value *yaml.Node, where string) {
		if v := nodeValue(value, where); t.keep(key, device, v) {
			to[key] = v
		}
	})
	return nil
}
