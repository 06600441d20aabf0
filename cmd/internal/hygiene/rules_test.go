package hygiene

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/engine/rules"
)

const rulesRoom = "engine/rules"

// TestRulesListed: each rule that is written is in the list, once.
func TestRulesListed(t *testing.T) {
	listed := map[string]int{}
	for _, r := range lookedAt(t, rules.All()) {
		listed[r.ID]++
	}
	var written []string
	for _, s := range sources(t) {
		if !s.test && path.Dir(s.dir) == rulesRoom {
			written = append(written, ruleIDs(s.file)...)
		}
	}
	for _, id := range lookedAt(t, written) {
		if listed[id] != 1 {
			t.Errorf("rule %s stands %d times in the list of rules", id, listed[id])
		}
		delete(listed, id)
	}
	for id := range listed {
		t.Errorf("rule %s is listed, and no file below %s writes it", id, rulesRoom)
	}
}

// TestRuleSiblings: a rule is three files of one stem, x.go, x.md and x.txtar,
// in the folder of its layer, and no such file stands alone.
func TestRuleSiblings(t *testing.T) {
	all := files(t)
	stems := map[string]bool{}
	for _, s := range sources(t) {
		if s.test || path.Dir(s.dir) != rulesRoom {
			continue
		}
		ids := ruleIDs(s.file)
		if len(ids) > 1 {
			t.Errorf("%s holds %d rules: %s", s.name, len(ids), strings.Join(ids, ", "))
		}
		for _, id := range ids {
			stem := rulesRoom + "/" + strings.ReplaceAll(id, "-", "_")
			stems[stem] = true
			for _, want := range []string{".go", ".md", ".txtar"} {
				if !slices.Contains(all, stem+want) {
					t.Errorf("rule %s lacks %s", id, stem+want)
				}
			}
		}
	}
	if len(stems) == 0 {
		t.Fatal("looked at nothing")
	}
	for _, name := range all {
		stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
		if path.Dir(path.Dir(name)) == rulesRoom && (ext == ".md" || ext == ".txtar") && !stems[stem] {
			t.Errorf("%s belongs to no rule", name)
		}
	}
}

// ruleIDs returns the ids of the engine.Rule values written in a file.
func ruleIDs(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || selected(lit.Type, "engine") != "Rule" {
			return true
		}
		for _, e := range lit.Elts {
			field, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			name, _ := field.Key.(*ast.Ident)
			value, ok := field.Value.(*ast.BasicLit)
			if ok && name != nil && name.Name == "ID" {
				id, _ := strconv.Unquote(value.Value)
				out = append(out, id)
			}
		}
		return true
	})
	return out
}
