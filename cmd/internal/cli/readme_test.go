package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeNamesEveryCommand holds the README's table and the program
// together, both ways, in the order of the alphabet.
func TestReadmeNamesEveryCommand(t *testing.T) {
	root := newRoot()
	root.InitDefaultCompletionCmd()
	var have []string
	for _, c := range root.Commands() {
		if c.Name() != "help" {
			have = append(have, c.Name())
		}
	}
	var named []string
	for _, m := range regexp.MustCompile("(?m)^\\| `ipsec-diag ([a-z-]+)` \\|").FindAllStringSubmatch(readme(t), -1) {
		named = append(named, m[1])
	}
	slices.Sort(have)
	if !slices.Equal(have, named) {
		t.Errorf("the README's table names %v, the program has %v", named, have)
	}
}

// TestReadmeFlagsExist: every flag the README shows is one of the program's.
func TestReadmeFlagsExist(t *testing.T) {
	flags := map[string]bool{"help": true}
	var collect func(*cobra.Command)
	collect = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
		}
		for _, sub := range c.Commands() {
			collect(sub)
		}
	}
	collect(newRoot())
	shown := regexp.MustCompile(`(?m)ipsec-diag [^\n|]*|^`+"`--[^`]*`").FindAllString(readme(t), -1)
	seen := 0
	for _, line := range shown {
		for _, m := range regexp.MustCompile(`--([a-z][a-z0-9-]+)`).FindAllStringSubmatch(line, -1) {
			seen++
			if !flags[m[1]] {
				t.Errorf("the README shows --%s, which the program does not have: %s", m[1], line)
			}
		}
	}
	if seen == 0 {
		t.Error("the README shows no flag at all")
	}
}

// TestReadmeExitCodes: the README's table has the program's codes.
func TestReadmeExitCodes(t *testing.T) {
	text := readme(t)
	for _, row := range []string{"| 0 | healthy", "| 1 | ", "| 2 | critical", "| 3 | could not", "| 64 | ", "| 65 | "} {
		if !strings.Contains(text, row) {
			t.Errorf("the README's table of exit codes has no row %q", row)
		}
	}
}

// TestHelpIsComplete: every command says what it does, and its flags too.
func TestHelpIsComplete(t *testing.T) {
	for _, c := range newRoot().Commands() {
		if c.Short == "" {
			t.Errorf("%s has no description", c.Name())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s --%s has no description", c.Name(), f.Name)
			}
		})
	}
}
