package hygiene

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package.
const root = "../../.."

const module = "ipsec-diag"

// files returns the path of every file of the repository, with slashes: those
// git tracks or would track, or all of them where there is no git.
func files(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return walk(t)
	}
	var found []string
	for _, name := range strings.Split(string(out), "\x00") {
		if info, err := os.Stat(filepath.Join(root, name)); err == nil && name != "" && info.Mode().IsRegular() {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return lookedAt(t, slices.Compact(found))
}

// walk lists all files of a copy without git, such as a release archive.
func walk(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(root, p)
		found = append(found, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lookedAt(t, found)
}

// lookedAt fails a test that has nothing to look at.
func lookedAt[T any](t *testing.T, found []T) []T {
	t.Helper()
	if len(found) == 0 {
		t.Fatal("looked at nothing")
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A source is one Go file, parsed.
type source struct {
	name string
	dir  string
	test bool
	file *ast.File
	set  *token.FileSet
}

// sources returns every Go file that is built, in the order of names.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.Contains("/"+name, "/testdata/") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{name: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), file: file, set: set})
	}
	return lookedAt(t, out)
}

// imports returns the paths a file imports.
func (s *source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

// line returns the line of a node.
func (s *source) line(n ast.Node) int { return s.set.Position(n.Pos()).Line }

// forTests reports whether a package only serves tests: parsers/platformtest.
func forTests(dir string) bool { return strings.HasSuffix(dir, "test") }
