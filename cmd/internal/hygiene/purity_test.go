package hygiene

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// impure are packages through which a result would depend on more than the
// case: files, the network, chance.
var impure = []string{"os", "net", "math/rand", "syscall", "log", "runtime", "github.com/sirupsen/logrus"}

// clocks are what package time offers besides values.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer", "Local"}

// TestEnginePurity: the engine reads no file, opens no connection and asks no clock.
func TestEnginePurity(t *testing.T) {
	var looked []string
	for _, s := range sources(t) {
		if s.test || s.dir != "engine" && !strings.HasPrefix(s.dir, "engine/") || forTests(s.dir) {
			continue
		}
		looked = append(looked, s.name)
		for _, path := range s.imports() {
			if isImpure(path) {
				t.Errorf("%s imports %s", s.name, path)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if name := selected(n, "time"); slices.Contains(clocks, name) {
				t.Errorf("%s:%d: uses time.%s", s.name, s.line(n), name)
			}
			return true
		})
	}
	lookedAt(t, looked)
}

func isImpure(path string) bool {
	if path == "net/netip" {
		return false
	}
	return slices.ContainsFunc(impure, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
}

// selected returns x of pkg.x, or "".
func selected(n ast.Node, pkg string) string {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if id, ok := sel.X.(*ast.Ident); !ok || id.Name != pkg {
		return ""
	}
	return sel.Sel.Name
}

// TestNoInit: nothing registers itself behind the reader's back.
func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s:%d: an init function", s.name, s.line(f))
			}
		}
	}
}
