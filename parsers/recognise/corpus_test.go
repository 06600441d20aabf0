package recognise_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

const corpus = "../../../shared/corpus/outputs"

// TestCorpus gives Split every output of the corpus that a step reads, without
// its name. The platform and a command with the same parser must come out.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("skipped: no corpus (%v)", err)
	}
	all, right := 0, 0
	for _, p := range platforms.All() {
		paths, _ := filepath.Glob(filepath.Join(corpus, strings.ReplaceAll(p.Name, "-", "_"), "*", "*.txt"))
		for _, path := range paths {
			folder := strings.ReplaceAll(filepath.Base(filepath.Dir(path)), "_", " ")
			step := p.StepFor(folder)
			data, err := os.ReadFile(path)
			if step == nil || err != nil || strings.TrimSpace(string(data)) == "" {
				continue
			}
			all++
			if got := recognise.Split("", string(data), platforms.All()); found(got, p, step) {
				right++
			} else {
				t.Logf("%s: %s", strings.TrimPrefix(path, corpus), brief(got))
			}
		}
	}
	t.Logf("%d of %d outputs recognised", right, all)
	if right*10 < all*9 {
		t.Errorf("only %d of %d outputs of the corpus are recognised", right, all)
	}
}

func found(got []recognise.Section, p *parsers.Platform, want *parsers.Step) bool {
	for _, s := range got {
		if step := p.StepFor(s.Command); s.Platform == p.Name && step != nil && reflect.ValueOf(step.Parse).Pointer() == reflect.ValueOf(want.Parse).Pointer() {
			return true
		}
	}
	return false
}

func brief(got []recognise.Section) string {
	var out []string
	for _, s := range got {
		out = append(out, s.Platform+"/"+s.Command)
	}
	return strings.Join(out, " | ")
}
