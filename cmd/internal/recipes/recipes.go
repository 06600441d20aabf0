// Package recipes holds how the program is used by other people's machinery:
// monitoring, cron, CI and chat. The files are complete and tested; "ipsec-diag
// example" prints them.
package recipes

import (
	"embed"
	"io"
	"slices"
)

//go:embed files
var files embed.FS

// A Recipe is one file.
type Recipe struct {
	// Name is what it is asked for by, File where it stands, Says what it is for.
	Name, File, Says string
}

// All are the recipes, by name.
func All() []Recipe {
	return []Recipe{
		{"cron", "cron.sh", "mail when a sweep finds a fault, by the exit codes"},
		{"github-action", "github-action.yml", "a workflow with JUnit results, an HTML report and a summary"},
		{"icinga", "icinga2.conf", "check command and services of Icinga 2"},
		{"nagios", "nagios.cfg", "command, host and service of Nagios"},
		{"webhook", "webhook.sh", "the short note into a chat"},
	}
}

// Find returns a recipe by its name, false where none is called so.
func Find(name string) (Recipe, bool) {
	i := slices.IndexFunc(All(), func(r Recipe) bool { return r.Name == name })
	if i < 0 {
		return Recipe{}, false
	}
	return All()[i], true
}

// Names are the names of all recipes.
func Names() (out []string) {
	for _, r := range All() {
		out = append(out, r.Name)
	}
	return out
}

// Print writes the file of a recipe.
func (r Recipe) Print(w io.Writer) error {
	text, err := files.ReadFile("files/" + r.File)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
