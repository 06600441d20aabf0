package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// envPrefix begins the name of each environment variable: --log-level is
// IPSEC_DIAG_LOG_LEVEL.
const envPrefix = "IPSEC_DIAG"

// Load returns the settings of a run. The set's flags count where they bear a
// setting's name. What is wrong is returned as [inventory.Problems], all of it.
func Load(fs *pflag.FlagSet) (*Config, error) {
	file, err := readFile(fs)
	if err != nil {
		return nil, err
	}
	v, err := merge(fs, file)
	if err != nil {
		return nil, err
	}
	c := &Config{File: file.path}
	problems := file.problems
	for _, s := range settings() {
		origin := originOf(fs, file, s.name)
		value := v.GetString(s.name)
		if s.path && (s.none == "" || value != s.none) {
			value = origin.resolve(value)
		}
		if p, bad := origin.apply(&s, c, value); bad {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems.Sorted()
	}
	if c.Inventory == "" {
		c.Inventory = findInventory()
	}
	return c, nil
}

// merge lets viper put flags, variables, file and fallbacks in their order.
func merge(fs *pflag.FlagSet, file *settingsFile) (*viper.Viper, error) {
	v := viper.New()
	v.SetEnvPrefix(envPrefix)
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	for _, s := range settings() {
		v.SetDefault(s.name, s.fallback)
		if flag := fs.Lookup(s.name); flag != nil {
			v.SetDefault(s.name, flag.DefValue) // a command may have a default of its own
			if err := v.BindPFlag(s.name, flag); err != nil {
				return nil, fmt.Errorf("--%s: %w", s.name, err)
			}
		}
	}
	if err := v.MergeConfigMap(file.values); err != nil {
		return nil, fmt.Errorf("%s: %w", file.path, err)
	}
	return v, nil
}

// An origin is where a value was set, for error messages and relative paths.
type origin struct {
	name string
	line int
	// dir is the folder of the settings file, for a value that stands in it.
	dir string
}

// originOf follows the order of precedence that viper follows.
func originOf(fs *pflag.FlagSet, file *settingsFile, name string) origin {
	if flag := fs.Lookup(name); flag != nil && flag.Changed {
		return origin{name: "--" + name}
	}
	if variable := envName(name); getenv(variable) != "" {
		return origin{name: variable}
	}
	if line := file.lines[name]; line > 0 {
		return origin{name: file.path, line: line, dir: filepath.Dir(file.path)}
	}
	return origin{name: "--" + name}
}

func envName(setting string) string {
	return envPrefix + "_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// resolve takes a relative path from the folder of the file that names it, and
// from the working directory otherwise.
func (o origin) resolve(path string) string {
	path = credential.ExpandHome(path)
	if path == "" || o.dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(o.dir, path)
}

// apply sets a value, or returns what is wrong with it.
func (o origin) apply(s *setting, c *Config, value string) (inventory.Problem, bool) {
	message, nearest := s.check(value)
	if message == "" {
		err := s.set(c, value)
		if err == nil {
			return inventory.Problem{}, false
		}
		message = err.Error()
	}
	if o.line > 0 {
		message = s.name + " " + message
	}
	return inventory.Problem{File: o.name, Line: o.line, Message: message, Suggestion: nearest}, true
}
