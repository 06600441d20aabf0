package oxidized

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// config is what is read of Oxidized's configuration.
type config struct {
	Username string            `yaml:"username"`
	Password string            `yaml:"password"`
	Model    string            `yaml:"model"`
	Models   map[string]string `yaml:"model_map"`
	Groups   map[string]Login  `yaml:"groups"`
	Source   struct {
		Default string `yaml:"default"`
		CSV     struct {
			File      string         `yaml:"file"`
			Delimiter string         `yaml:"delimiter"`
			Map       map[string]int `yaml:"map"`
			Vars      map[string]int `yaml:"vars_map"`
			GPG       bool           `yaml:"gpg"`
		} `yaml:"csv"`
	} `yaml:"source"`
}

// Config reads Oxidized's configuration: the router.db that it names, and the
// layout of that. Text that is none is refused without being quoted.
func Config(path string) (db string, l Layout, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", l, err
	}
	var c config
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return "", l, inventory.Problems{inventory.SyntaxProblem(path, data, err)}
	}
	if err := n.Decode(&c); n.Kind == 0 || err != nil {
		return "", l, fmt.Errorf("%s: this is no configuration of Oxidized with a source in CSV", path)
	}
	csv := c.Source.CSV
	switch {
	case csv.GPG:
		return "", l, fmt.Errorf("%s: router.db is encrypted (gpg: true); import a decrypted copy with --columns", path)
	case len(csv.Map) == 0:
		return "", l, fmt.Errorf("%s: no source.csv.map says what the columns of router.db are", path)
	}
	l = Layout{Separator: regexpOf(csv.Delimiter), Columns: csv.Map, Models: c.Models, Model: c.Model, Username: c.Username, Password: c.Password, Groups: c.Groups, From: path}
	for name, i := range csv.Vars {
		l.Columns[name] = i
	}
	db = credential.ExpandHome(csv.File)
	if db == "" {
		db = filepath.Join(filepath.Dir(path), "router.db")
	}
	return db, l, nil
}

// regexpOf reads a separator as Ruby writes it: /:/ or the text itself.
func regexpOf(delimiter string) string {
	switch {
	case delimiter == "":
		return ":"
	case len(delimiter) > 2 && strings.HasPrefix(delimiter, "/") && strings.HasSuffix(delimiter, "/"):
		return delimiter[1 : len(delimiter)-1]
	}
	return Literal(delimiter)
}

// Literal is a separator that stands for itself.
func Literal(text string) string {
	quoted := ""
	for _, c := range text {
		quoted += fmt.Sprintf(`\x{%x}`, c)
	}
	return quoted
}

// ParseColumns reads "name,ip,model": what each column holds, from the left. An
// empty word or "-" leaves a column out.
func ParseColumns(text string) (map[string]int, error) {
	out := map[string]int{}
	for i, name := range strings.Split(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" || name == "-" {
			continue
		}
		if nearest := inventory.Closest(name, known); !contains(name) {
			said := ""
			if nearest != "" {
				said = " (did you mean " + strconv.Quote(nearest) + "?)"
			}
			return nil, fmt.Errorf("no column is called %q%s; columns are %s, and \"-\" for one to leave out", name, said, strings.Join(known, ", "))
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("two columns are called %q", name)
		}
		out[name] = i
	}
	if _, found := out["name"]; !found {
		return nil, fmt.Errorf("one column must be the name")
	}
	return out, nil
}

func contains(name string) bool {
	for _, k := range known {
		if k == name {
			return true
		}
	}
	return false
}
