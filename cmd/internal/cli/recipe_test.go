package cli

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"ipsec-diag/cmd/internal/recipes"
)

// TestRecipesUseWhatThereIs: each flag and sub-command that a recipe calls is one
// of the program's.
func TestRecipesUseWhatThereIs(t *testing.T) {
	flags, words := map[string]bool{}, map[string]bool{}
	var collect func(*cobra.Command)
	collect = func(c *cobra.Command) {
		words[c.Name()] = true
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
		}
		for _, sub := range c.Commands() {
			collect(sub)
		}
	}
	collect(newRoot())
	for _, r := range recipes.All() {
		text := recipeText(t, r)
		calls := 0
		for _, line := range strings.Split(text, "\n") {
			_, call, found := strings.Cut(line, "ipsec-diag ")
			if !found || strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.Contains(line, "--") {
				continue
			}
			calls++
			for _, m := range regexp.MustCompile(`--([a-z][a-z-]+)`).FindAllStringSubmatch(call, -1) {
				if !flags[m[1]] {
					t.Errorf("%s: there is no --%s: %s", r.Name, m[1], line)
				}
			}
			if word := regexp.MustCompile(`^[a-z-]+`).FindString(call); word != "" && !strings.HasPrefix(word, "-") && !strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.HasPrefix(strings.TrimSpace(line), "/*") && !words[word] {
				t.Errorf("%s: there is no %q: %s", r.Name, word, line)
			}
		}
		for _, m := range regexp.MustCompile(`"--([a-z-]+)"`).FindAllStringSubmatch(text, -1) { // Icinga's arguments
			calls++
			if !flags[m[1]] {
				t.Errorf("%s: there is no --%s", r.Name, m[1])
			}
		}
		if calls == 0 {
			t.Errorf("%s calls nothing", r.Name)
		}
	}
}

// TestRecipesAreWellFormed: shells and YAML read them.
func TestRecipesAreWellFormed(t *testing.T) {
	for _, r := range recipes.All() {
		text := recipeText(t, r)
		switch {
		case strings.HasSuffix(r.File, ".sh"):
			cmd := exec.Command("sh", "-n")
			cmd.Stdin = strings.NewReader(text)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v: %s", r.Name, err, out)
			}
		case strings.HasSuffix(r.File, ".yml"):
			var doc map[string]any
			if err := yaml.Unmarshal([]byte(text), &doc); err != nil || doc["jobs"] == nil {
				t.Errorf("%s: %v", r.Name, err)
			}
		}
	}
}

func recipeText(t *testing.T, r recipes.Recipe) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
