package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/bundle"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/inventory"
)

// TestReadmeAudiences holds the README's table and the program together.
func TestReadmeAudiences(t *testing.T) {
	text := readme(t)
	head := "| |"
	for _, a := range bundle.Audiences() {
		head += " " + string(a) + " |"
	}
	if !strings.Contains(text, head+"\n") {
		t.Errorf("the README has no table %q", head)
	}
	for _, m := range bundle.Matters() {
		row := "| " + m.What + " |"
		for _, a := range bundle.Audiences() {
			if slices.Contains(m.Hides, a) {
				row += " x"
			}
			row += " |"
		}
		if !strings.Contains(text, row+"\n") {
			t.Errorf("the README's table of audiences has no row %q", row)
		}
	}
}

// judgedFolder is the run over a folder of saved output.
func judgedFolder(t *testing.T, s *settings, dir string) (*runreport.Run, *inventory.Inventory) {
	t.Helper()
	agent := s.bareWith(s.site)
	loaded, err := agent.Load(dir, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	return agent.Analyze(loaded, time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)), loaded.Inventory
}

// TestVerdictWithoutNames: no rule depends on the addresses and names themselves.
// Each capture of the lab is judged with pseudonyms for each audience, each fixture
// of each platform for the public.
func TestVerdictWithoutNames(t *testing.T) {
	lab, _ := filepath.Glob("../../../../shared/lab/captures/*")
	lab = slices.DeleteFunc(lab, func(dir string) bool { info, err := os.Stat(dir); return err != nil || !info.IsDir() })
	own, _ := filepath.Glob("../../../parsers/*/testdata/*.txt")
	if len(lab) == 0 {
		t.Log("skipped: no captures of the lab; the fixtures of the platforms alone are looked at")
	}
	if len(own) == 0 {
		t.Fatal("no fixtures")
	}
	for _, dir := range lab {
		sameForAll(t, dir, bundle.Audiences()...)
	}
	for _, file := range own {
		sameForAll(t, file, bundle.Public)
	}
}

// sameForAll demands the same verdict for audiences as for us.
func sameForAll(t *testing.T, path string, audiences ...bundle.Audience) {
	t.Helper()
	s := &settings{site: &siterules.Site{}}
	run, inv := judgedFolder(t, s, path)
	contents, judged, err := s.settled(run, inv, "")
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if apart := verdictsApart(run, judged); len(apart) > 0 {
		t.Errorf("%s: judged again, the verdict differs: %v", path, apart)
	}
	for _, a := range audiences {
		s.audience = string(a)
		_, shown, err := s.maskedBy(pseudonym.New([]byte(path+s.audience)), contents, judged)
		if err != nil {
			t.Fatalf("%s, %s: %v", path, a, err)
		}
		if apart := verdictsApart(judged, shown); len(apart) > 0 {
			t.Errorf("%s, for %s the verdict differs: %v", path, a, apart)
		}
	}
}
