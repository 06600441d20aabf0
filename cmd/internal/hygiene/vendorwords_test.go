package hygiene

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// parserFolders are the folders of parsers and the platforms whose words they
// read. A folder that is new fails TestParserFolders.
var parserFolders = map[string][]string{
	"cisco": {"cisco-ios", "cisco-asa"}, "ciscoios": {"cisco-ios"}, "ciscoasa": {"cisco-asa"}, "strongswan": {"strongswan"}, "libreswan": {"libreswan"},
	"junos": {"junos"}, "fortios": {"fortios"}, "panos": {"panos"}, "routeros": {"routeros"}, "vyos": {"vyos"},
}

// noWords are folders that hold no words of vendors.
var noWords = map[string]bool{"devicelog": true, "facts": true, "ipsec": true, "linux": true, "ping": true, "platforms": true, "platformtest": true, "recognise": true, "scan": true}

// TestParserFolders: the tests of vendors' words look at every parser.
func TestParserFolders(t *testing.T) {
	for _, s := range sources(t) {
		dir, below := strings.CutPrefix(s.dir, "parsers/")
		if below && !s.test && parserFolders[dir] == nil && !noWords[dir] {
			t.Errorf("%s: is it a platform with words to explain? Add it to parserFolders or noWords", s.dir)
		}
	}
}

// parserSources are the files of the parsers by folder, without their tests.
func parserSources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	out := map[string][]*ast.File{}
	for _, s := range sources(t) {
		if dir, below := strings.CutPrefix(s.dir, "parsers/"); below && !s.test {
			out[dir] = append(out[dir], s.file)
		}
	}
	for dir := range parserFolders {
		lookedAt(t, out[dir])
	}
	return out
}

// texts are the string literals in a part of the code.
func texts(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && s != "" {
				out = append(out, s)
			}
		}
		return true
	})
	return out
}

// setsState reports whether a part of the code names a state of the model.
func setsState(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := sel.X.(*ast.Ident)
		if ok && pkg.Name == "ipsec" && (strings.HasPrefix(sel.Sel.Name, "IKE") && sel.Sel.Name != "IKESA" && sel.Sel.Name != "IKEState" && sel.Sel.Name != "IKEUnknown" ||
			strings.HasPrefix(sel.Sel.Name, "Child") && sel.Sel.Name != "ChildSA" && sel.Sel.Name != "ChildState" && sel.Sel.Name != "ChildUnknown") {
			found = true
		}
		return !found
	})
	return found
}

// stateWords are the words that a parser turns into states: in the conditions
// of cases and ifs whose body names a state, and as keys of tables of states.
func stateWords(files []*ast.File) []string {
	var out []string
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if returnsState(n) {
					out = append(out, caseWords(n.Body)...)
				}
			case *ast.CaseClause:
				if setsState(&ast.BlockStmt{List: n.Body}) || sessionWord(n) {
					for _, e := range n.List {
						out = append(out, texts(e)...)
					}
				}
			case *ast.IfStmt:
				if setsState(n.Body) {
					out = append(out, texts(n.Cond)...)
				}
			case *ast.ValueSpec:
				if len(n.Names) == 1 && n.Names[0].Name == "stories" {
					out = append(out, keys(n.Values[0])...)
				}
			case *ast.KeyValueExpr:
				if lit, ok := n.Key.(*ast.BasicLit); ok && setsState(n.Value) {
					out = append(out, texts(lit)...)
				}
			}
			return true
		})
	}
	return slices.DeleteFunc(out, func(s string) bool { return !isStateWord(s) })
}

// returnsState reports whether a function turns a word into a state.
func returnsState(n *ast.FuncDecl) bool {
	if n.Type.Results == nil {
		return false
	}
	for _, r := range n.Type.Results.List {
		if sel, ok := r.Type.(*ast.SelectorExpr); ok && (sel.Sel.Name == "IKEState" || sel.Sel.Name == "ChildState") {
			return true
		}
	}
	return false
}

// caseWords are the literals of all cases.
func caseWords(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if c, ok := n.(*ast.CaseClause); ok {
			for _, e := range c.List {
				out = append(out, texts(e)...)
			}
		}
		return true
	})
	return out
}

// isStateWord leaves out what conditions hold beside words of state: numbers,
// labels of columns.
func isStateWord(s string) bool {
	return len(s) > 1 && unicode.IsLetter(rune(s[0])) && !strings.HasSuffix(s, ":") && s != "State"
}

// sessionWord reports the cases of "show crypto session", which set flags.
func sessionWord(n *ast.CaseClause) bool {
	for _, e := range n.List {
		for _, s := range texts(e) {
			if strings.HasPrefix(s, "UP-") || strings.HasPrefix(s, "DOWN-") {
				return true
			}
		}
	}
	return false
}

// keys are the keys of a table.
func keys(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			out = append(out, texts(kv.Key)...)
			return false
		}
		return true
	})
	return out
}

// eventTexts are the messages that make events: the texts of signatures, the
// ids of rules, the keys and phrases of tables.
func eventTexts(files []*ast.File) []string {
	var out []string
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				out = append(out, callTexts(n)...)
			case *ast.ValueSpec:
				if len(n.Names) == 1 && len(n.Values) == 1 {
					out = append(out, tableTexts(n.Names[0].Name, n.Values[0])...)
				}
			}
			return true
		})
	}
	return out
}

// callTexts are those of says(kind, text) and rule(ids, pattern, kind).
func callTexts(call *ast.CallExpr) []string {
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return nil
	}
	kind := func(n int) bool { return n < len(call.Args) && len(texts(call.Args[n])) == 0 && !isEmpty(call.Args[n]) }
	switch {
	case name.Name == "says" && kind(0):
		return texts(call.Args[1])
	case (name.Name == "rule" || name.Name == "loose") && kind(2):
		return strings.Fields(strings.Join(texts(call.Args[0]), " "))
	}
	return nil
}

func isEmpty(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == `""`
}

// tableTexts are those of the tables of messages.
func tableTexts(name string, value ast.Expr) []string {
	switch name {
	case "systemMessages":
		return keys(value)
	case "debugTexts", "reasons":
		var out []string
		for _, row := range value.(*ast.CompositeLit).Elts {
			out = append(out, texts(row.(*ast.CompositeLit).Elts[0])...)
		}
		return out
	}
	return nil
}
