package compare_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// TestCompare runs the pairs under testdata: sections DEVICE/PLATFORM/COMMAND
// are the two ends, the section "want" has the items that are not the same, one
// per line: "differs | pre-shared key | auth/psk-mismatch".
func TestCompare(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no pairs", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(data)
			c, want := caseOf(t, a)
			var got []string
			for _, i := range compare.Of(c).Items {
				if i.Match != compare.Same {
					got = append(got, strings.TrimRight(strings.Join([]string{string(i.Match), i.Name, i.Rule}, " | "), "| "))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("want - got +\n%s", diff)
			}
		})
	}
}

func caseOf(t *testing.T, a *txtar.Archive) (*engine.Case, []string) {
	t.Helper()
	var want, order []string
	captures := map[string]*collector.Capture{}
	for _, f := range a.Files {
		if f.Name == "want" {
			want = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
			continue
		}
		part := strings.SplitN(f.Name, "/", 3)
		if len(part) != 3 {
			t.Fatalf("section %q: want DEVICE/PLATFORM/COMMAND", f.Name)
		}
		if captures[part[0]] == nil {
			captures[part[0]] = &collector.Capture{Device: part[0], Platform: part[1]}
			order = append(order, part[0])
		}
		captures[part[0]].Outputs = append(captures[part[0]].Outputs, collector.Output{Command: part[2], Status: collector.Answered, Text: string(f.Data)})
	}
	var readings []engine.Reading
	for _, name := range order {
		p := platforms.Find(captures[name].Platform)
		if p == nil {
			t.Fatalf("no platform %q", captures[name].Platform)
		}
		readings = append(readings, engine.Reading{Name: name, Snap: parsers.Parse(p, captures[name], 0)})
	}
	for _, c := range engine.Assemble(time.Time{}, readings, nil, "") {
		if c.BothRead() {
			return c, want
		}
	}
	t.Fatal("the two ends were not paired")
	return nil, nil
}
