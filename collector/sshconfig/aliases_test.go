package sshconfig

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestAliases: every word behind a Host once, with its place, and those of
// included files.
func TestAliases(t *testing.T) {
	dir := t.TempDir()
	path, more := filepath.Join(dir, "config"), filepath.Join(dir, "more")
	for name, text := range map[string]string{
		path: "Host a b *.lab\n  Port 1\nInclude " + more + "\nMatch host z\n  Port 2\nHost a !c\n", more: "host=d\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Aliases())
	want := fmt.Sprintf("[{a %[1]s:1 false} {b %[1]s:1 false} {*.lab %[1]s:1 true} {d %[2]s:1 false} {!c %[1]s:6 true}]", path, more)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
