package hygiene

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// TestPackageComments: each package says in exactly one file what it is.
func TestPackageComments(t *testing.T) {
	packages := map[string][]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		comments := packages[s.dir]
		if s.file.Doc != nil {
			comments = append(comments, s.name)
		}
		packages[s.dir] = comments
	}
	for dir, comments := range packages {
		if len(comments) != 1 {
			t.Errorf("package %s has %d package comments: %s", dir, len(comments), strings.Join(comments, ", "))
		}
	}
}

// TestExportedNames: each exported function, method, type and value says what it is.
func TestExportedNames(t *testing.T) {
	names := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			for name, doc := range exported(d) {
				names++
				if !doc {
					t.Errorf("%s:%d: exported %s has no comment", s.name, s.line(d), name)
				}
			}
		}
	}
	if names == 0 {
		t.Error("looked at nothing")
	}
}

// exported returns the exported names of a declaration and whether each has a
// comment. A group's comment counts for its values and aliases.
func exported(d ast.Decl) map[string]bool {
	out := map[string]bool{}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || receiver(d).IsExported()) {
			out[d.Name.Name] = d.Doc != nil
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					alias := spec.Assign != token.NoPos
					out[spec.Name.Name] = spec.Doc != nil || d.Doc != nil && (alias || d.Lparen == token.NoPos)
				}
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() {
						out[name.Name] = spec.Doc != nil || spec.Comment != nil || d.Doc != nil
					}
				}
			}
		}
	}
	return out
}

// receiver returns the name of a method's type.
func receiver(f *ast.FuncDecl) *ast.Ident {
	expr := f.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e
		default:
			return ast.NewIdent("_")
		}
	}
}

// maxLines is where a file has more than one subject.
const maxLines = 450

// TestFileLength: no Go file is longer than anyone reads in one go.
func TestFileLength(t *testing.T) {
	for _, s := range sources(t) {
		if n := s.set.File(s.file.Pos()).LineCount(); n > maxLines {
			t.Errorf("%s has %d lines, more than %d", s.name, n, maxLines)
		}
	}
}
