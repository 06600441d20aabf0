package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// A settingsFile is what the file sets, with the line of each setting.
type settingsFile struct {
	path     string
	values   map[string]any
	lines    map[string]int
	problems inventory.Problems
}

func getenv(name string) string { return os.Getenv(name) }

// readFile reads the settings file. One that was named must exist; the usual
// one may be absent.
func readFile(flags *pflag.FlagSet) (*settingsFile, error) {
	path, named := filePath(flags)
	f := &settingsFile{values: map[string]any{}, lines: map[string]int{}}
	data, err := os.ReadFile(path)
	switch {
	case path == "" || errors.Is(err, fs.ErrNotExist) && !named:
		return f, nil
	case err != nil:
		return nil, inventory.Problems{{File: path, Message: "cannot read the settings: " + cause(err)}}
	}
	f.path = path
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, inventory.Problems{inventory.SyntaxProblem(path, data, err)}
	}
	if len(doc.Content) > 0 {
		f.scan(doc.Content[0])
	}
	return f, nil
}

func cause(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// filePath returns the settings file and whether a person named it.
func filePath(flags *pflag.FlagSet) (path string, named bool) {
	if flag := flags.Lookup(configFlag); flag != nil && flag.Changed {
		return credential.ExpandHome(flag.Value.String()), true
	}
	if path := getenv(envName(configFlag)); path != "" {
		return credential.ExpandHome(path), true
	}
	if home := Home(); home != "" {
		return filepath.Join(home, "config.yaml"), false
	}
	return "", false
}

// Home returns the folder of the user's settings: ipsec-diag in
// $XDG_CONFIG_HOME or in ~/.config. It is empty when there is no home.
func Home() string {
	base := getenv("XDG_CONFIG_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		base = filepath.Join(home, ".config")
	}
	return filepath.Join(base, "ipsec-diag")
}

// InventoryPlaces returns where an inventory is looked for when none is named.
func InventoryPlaces() []string {
	places := []string{"inventory.yaml"}
	if home := Home(); home != "" {
		places = append(places, filepath.Join(home, "inventory.yaml"))
	}
	return places
}

// findInventory returns the first place that holds a file, or "".
func findInventory() string {
	for _, path := range InventoryPlaces() {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
	}
	return ""
}

// scan notes the line of each setting and what is no setting.
func (f *settingsFile) scan(root *yaml.Node) {
	if root.Kind != yaml.MappingNode {
		if root.Tag != "!!null" {
			f.problem(root, "", `settings must be lines like "timeout: 20s"`)
		}
		return
	}
	var names []string
	for _, s := range settings() {
		names = append(names, s.name)
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		f.entry(root.Content[i], root.Content[i+1], names)
	}
}

// entry looks at one line of the file. Viper would take a misspelt key without
// a word and read a list as nothing.
func (f *settingsFile) entry(key, value *yaml.Node, names []string) {
	switch {
	case key.Value == TicketsKey: // a list, see [ReadTickets]
	case !slices.Contains(names, key.Value):
		f.unknown(key, names)
	case f.lines[key.Value] > 0:
		f.problem(key, "", fmt.Sprintf("setting %q stands twice", key.Value))
	case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
		f.problem(key, "", fmt.Sprintf("setting %q must have one value", key.Value))
	default:
		f.values[key.Value], f.lines[key.Value] = value.Value, key.Line
	}
}

func (f *settingsFile) unknown(key *yaml.Node, names []string) {
	nearest := inventory.Closest(key.Value, names)
	message := fmt.Sprintf("unknown setting %q", key.Value)
	switch {
	case key.Value == "devices" || key.Value == "tunnels" || key.Value == "logins":
		message += "; devices, tunnels and logins stand in the inventory"
	case nearest == "":
		message += "; settings are: " + strings.Join(names, ", ")
	}
	f.problem(key, nearest, message)
}

func (f *settingsFile) problem(n *yaml.Node, nearest, message string) {
	f.problems = append(f.problems, inventory.Problem{File: f.path, Line: n.Line, Message: message, Suggestion: nearest})
}
