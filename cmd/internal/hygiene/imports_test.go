package hygiene

import (
	"slices"
	"strings"
	"testing"
)

// rooms are the top-level folders in the order of the data flow.
var rooms = []string{"inventory", "collector", "parsers", "engine", "cmd"}

// TestImportDirection: a package imports its own room and earlier ones only.
func TestImportDirection(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		room, _, _ := strings.Cut(s.dir, "/")
		at := slices.Index(rooms, room)
		if at < 0 {
			t.Errorf("%s stands in no room", s.name)
			continue
		}
		for _, path := range s.imports() {
			inside, ours := strings.CutPrefix(path, module+"/")
			if !ours {
				continue
			}
			target, _, _ := strings.Cut(inside, "/")
			seen[room] = true
			if slices.Index(rooms, target) > at {
				t.Errorf("%s imports %s, a later room", s.name, path)
			}
			if forTests(inside) && !s.test && !forTests(s.dir) {
				t.Errorf("%s imports %s, which is for tests", s.name, path)
			}
		}
	}
	for _, room := range rooms {
		if !seen[room] {
			t.Errorf("saw no import in room %s", room)
		}
	}
}

// TestModelImports: the model needs nothing but the standard library.
func TestModelImports(t *testing.T) {
	var looked []string
	for _, s := range sources(t) {
		if s.dir != "parsers/ipsec" || s.test {
			continue
		}
		looked = append(looked, s.name)
		for _, path := range s.imports() {
			first, _, _ := strings.Cut(path, "/")
			if strings.Contains(first, ".") || first == module {
				t.Errorf("%s imports %s, which is not of the standard library", s.name, path)
			}
		}
	}
	lookedAt(t, looked)
}

// TestViper: only config uses viper, which would spoil device names.
func TestViper(t *testing.T) {
	const config = "cmd/internal/config"
	users := map[string]bool{}
	for _, s := range sources(t) {
		if slices.Contains(s.imports(), "github.com/spf13/viper") {
			users[s.dir] = true
		}
	}
	if !users[config] {
		t.Errorf("%s does not use viper: this test looks for the wrong thing", config)
	}
	for dir := range users {
		if dir != config {
			t.Errorf("%s imports viper; only %s may", dir, config)
		}
	}
}
