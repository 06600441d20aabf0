package hygiene

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
)

// TestPlatformsListed: each folder that defines a platform is in the one list,
// and each is listed once.
func TestPlatformsListed(t *testing.T) {
	var folders, calls []string
	for _, s := range sources(t) {
		switch {
		case s.test:
		case s.dir == "parsers/platforms":
			calls = append(calls, platformCalls(s.file)...)
		case path.Dir(s.dir) == "parsers" && definesPlatform(s.file):
			folders = append(folders, path.Base(s.dir))
		}
	}
	for _, folder := range lookedAt(t, folders) {
		if !slices.Contains(calls, folder) {
			t.Errorf("parsers/%s is missing from the list in parsers/platforms", folder)
		}
	}
	seen := map[string]bool{}
	for _, name := range lookedAt(t, platforms.Names()) {
		if seen[name] {
			t.Errorf("platform %s is listed twice", name)
		}
		seen[name] = true
	}
}

// definesPlatform reports whether a file has a function that returns a
// platform or several.
func definesPlatform(f *ast.File) bool {
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && (fn.Name.Name == "Platform" || fn.Name.Name == "Platforms")
	})
}

// platformCalls returns the packages whose Platform function is called.
func platformCalls(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Platform") {
			if pkg, ok := sel.X.(*ast.Ident); ok {
				out = append(out, pkg.Name)
			}
		}
		return true
	})
	return out
}
