package platformtest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// update rewrites the goldens.
var update = flag.Bool("update", false, "write the golden files anew")

// Run checks the contract of a platform on the fixtures of a folder.
func Run(t *testing.T, p *parsers.Platform, dir string) {
	t.Run("steps", func(t *testing.T) { steps(t, p) })
	fixtures := load(t, dir)
	for _, f := range fixtures {
		t.Run(filepath.Base(f.name), func(t *testing.T) {
			golden(t, p, f)
			cuts(t, p, f)
			disturbed(t, p, f)
		})
	}
	t.Run("recognise", func(t *testing.T) { recognise(t, p, fixtures) })
	t.Run("foreign", func(t *testing.T) { foreign(t, p, fixtures) })
}

// golden parses a fixture twice and compares with the file beside it.
func golden(t *testing.T, p *parsers.Platform, f fixture) {
	snap := parse(p, f.outputs...)
	complain(t, snap)
	if seen, _ := checkRefs(snap); seen == 0 {
		t.Errorf("nothing was read: no value of the snapshot has a Ref")
	}
	got := marshal(t, snap)
	if again := marshal(t, parse(p, f.outputs...)); !bytes.Equal(got, again) {
		t.Errorf("parsed twice, two results (-first +second):\n%s", cmp.Diff(string(got), string(again)))
	}
	path := f.name + ".golden.json"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with -update and read it", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("snapshot differs from %s (-want +got):\n%s", filepath.Base(path), diff)
	}
}

func marshal(t *testing.T, snap *ipsec.Snapshot) []byte {
	t.Helper()
	out, err := json.MarshalIndent(snap, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

func complain(t *testing.T, snap *ipsec.Snapshot) {
	t.Helper()
	_, faults := checkRefs(snap)
	for _, fault := range append(faults, checkCount(snap)...) {
		t.Error(fault)
	}
}

// cuts parses the fixture cut off at every line, and small ones at every byte.
func cuts(t *testing.T, p *parsers.Platform, f fixture) {
	const small = 1500
	for _, out := range f.outputs {
		for n := range out.Text {
			if len(out.Text) > small && out.Text[n] != '\n' {
				continue
			}
			snap := parse(p, cut(out, n))
			complain(t, snap)
			if t.Failed() {
				t.Fatalf("%q cut off after %d bytes", out.Command, n)
			}
		}
	}
}

// steps checks what every step of a platform must say about itself.
func steps(t *testing.T, p *parsers.Platform) {
	if p.Name == "" || p.Title == "" || p.Dialect.Platform != p.Name || len(p.Steps) == 0 {
		t.Fatalf("platform %q, title %q, dialect of %q, %d steps", p.Name, p.Title, p.Dialect.Platform, len(p.Steps))
	}
	for _, s := range p.Steps {
		if _, err := collector.Show(p.Name, strings.ReplaceAll(s.Command, "<peer>", "192.0.2.1")); err != nil {
			t.Errorf("%s: %v", s.Command, err)
		}
	}
	seen := map[string]bool{}
	for _, s := range append(append([]parsers.Step{}, p.Steps...), p.Also...) {
		if s.Doc == "" || strings.Contains(s.Doc, "\n") || len(s.Reveals) == 0 || s.Parse == nil || s.Recognise == nil {
			t.Errorf("%s: needs one line of Doc, Reveals, Parse and Recognise", s.Command)
		}
		if seen[s.Command] {
			t.Errorf("%s: listed twice", s.Command)
		}
		seen[s.Command] = true
	}
}
