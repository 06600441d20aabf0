package inventory_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/inventory"
)

var update = flag.Bool("update", false, "write the golden files")

const bad = "../testdata/inventory/bad"

var platforms = []string{"cisco-ios", "cisco-asa", "strongswan"}

// TestBad reads the examples of what goes wrong. All their secrets are called
// hunter2, which must never be seen again.
func TestBad(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(bad, "*.[^t]*"))
	if len(files) < 10 {
		t.Fatalf("only %d examples in %s", len(files), bad)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := complaint(t, file)
			if strings.Contains(got, "hunter2") {
				t.Errorf("a secret is in the error:\n%s", got)
			}
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("error text (-want +got):\n%s", diff)
			}
		})
	}
}

// complaint returns the error text of a file that must not be read, with the
// base name of the file in it.
func complaint(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	inv, err := inventory.Read(filepath.Base(file), data, platforms...)
	var problems inventory.Problems
	if !errors.As(err, &problems) || len(problems) == 0 || inv != nil {
		t.Fatalf("read without a problem: %v, %v", inv, err)
	}
	return err.Error() + "\n"
}

func TestLoadMissing(t *testing.T) {
	_, err := inventory.Load(filepath.Join("no", "such.yaml"))
	want := filepath.Join("no", "such.yaml") + ": cannot read the inventory: no such file or directory"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
