// Package ansible reads inventories of Ansible: what "ansible-inventory --list"
// prints, INI, YAML, and the folders group_vars and host_vars beside them, with
// the precedence of Ansible's documentation ("Using variables", "Understanding
// variable precedence") for what an inventory holds. Nothing is evaluated: a
// template ("{{") and a text encrypted with a vault stay unknown. Files of
// playbooks, scripts and plugins are not read or run; "ansible-inventory --list"
// knows what they say.
package ansible

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ipsec-diag/inventory/source"
)

// A tree is an inventory as Ansible sees it.
type tree struct {
	*source.Reading
	groups map[string]*group
	hosts  map[string]*host
	// visits counts the groups that were read in YAML.
	visits int
}

// Load reads an inventory: a file, or a folder of them.
func Load(path string) (*source.Reading, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	t := newTree()
	folder := filepath.Dir(path)
	if info.IsDir() {
		folder = path
		t.Form = "Ansible (folder)"
		err = t.folder(path)
	} else {
		err = t.file(path)
	}
	if err != nil {
		return nil, err
	}
	t.finish()
	if err := t.varsFolders(folder); err != nil {
		return nil, err
	}
	return t.reading(), nil
}

// Read reads an inventory that stands in no folder; name is what to call it.
func Read(name string, data []byte) (*source.Reading, error) {
	t := newTree()
	form, err := t.read(name, data)
	if err != nil {
		return nil, err
	}
	t.Form = form
	t.finish()
	return t.reading(), nil
}

func newTree() *tree {
	t := &tree{Reading: &source.Reading{}, groups: map[string]*group{}, hosts: map[string]*host{}}
	t.group("all")
	t.group(ungrouped)
	return t
}

func (t *tree) file(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	t.Form, err = t.read(path, data)
	return err
}

// read reads one file and returns what it was read as.
func (t *tree) read(name string, data []byte) (form string, err error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("$ANSIBLE_VAULT;")):
		return "", fmt.Errorf("%s: the whole file is encrypted with a vault; decrypt a copy, or read the output of ansible-inventory --list", name)
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")):
		return "Ansible (JSON of ansible-inventory --list)", t.json(name, data)
	case isYAML(name, data):
		return "Ansible (YAML)", t.yaml(name, data)
	}
	return "Ansible (INI)", t.ini(name, data)
}

// isYAML reports whether a file is YAML: by its name, or because its first line
// that says something is the start of a document or a key.
func isYAML(name string, data []byte) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yml", ".yaml":
		return true
	case ".ini":
		return false
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		word := strings.Fields(line)[0]
		return word == "---" || strings.HasSuffix(word, ":") && !strings.HasPrefix(word, "[")
	}
	return false
}

// notRead are the ends of names that Ansible leaves out of a folder.
var notRead = []string{".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry"}

// folder reads the files of a folder in the order of their names.
func (t *tree) folder(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	read := 0
	for _, e := range entries {
		file := filepath.Join(path, e.Name())
		switch why := t.leftOut(file, e); {
		case e.IsDir() && (e.Name() == "group_vars" || e.Name() == "host_vars"):
		case why != "":
			t.Note(source.DroppedFile, file, "", "", why)
		default:
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if _, err := t.read(file, data); err != nil {
				return err
			}
			read++
		}
	}
	if read == 0 {
		return fmt.Errorf("%s: no file of this folder is an inventory of Ansible", path)
	}
	return nil
}

// leftOut says why an entry of a folder is not read, or "".
func (t *tree) leftOut(file string, e os.DirEntry) string {
	info, err := os.Stat(file)
	switch {
	case strings.HasPrefix(e.Name(), "."):
		return "hidden files are not read"
	case slices.ContainsFunc(notRead, func(end string) bool { return strings.HasSuffix(e.Name(), end) }):
		return "Ansible does not read files with such a name either"
	case err != nil:
		return "it cannot be read"
	case info.IsDir():
		return "folders inside the folder are not read"
	case info.Mode()&0o111 != 0 && isScript(file):
		return "it is a script, which is not run; import the output of: ansible-inventory --list"
	}
	return ""
}

func isScript(file string) bool {
	data, err := os.ReadFile(file)
	return err == nil && (bytes.HasPrefix(data, []byte("#!")) || bytes.IndexByte(data, 0) >= 0)
}
