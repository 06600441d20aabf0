package inventory_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/inventory"
)

// readBack fails unless what Format writes is read as the same inventory.
func readBack(t *testing.T, inv *inventory.Inventory) {
	t.Helper()
	text := inv.Format()
	again, err := inventory.Parse("x.yaml", text)
	if err != nil {
		t.Fatalf("Format wrote what cannot be read:\n%v\n%s", err, text)
	}
	again.Path = inv.Path
	if diff := cmp.Diff(inv, again); diff != "" {
		t.Fatalf("read back (-written +read):\n%s\n%s", diff, text)
	}
}

func TestFormat(t *testing.T) {
	readBack(t, load(t, reference))
	readBack(t, parse(t, "devices: []"))
	readBack(t, parse(t, `devices: [{name: "true", site: "~", tags: ["null", "a: b", "# c"]}]`))
}

func TestFormatSharedLogin(t *testing.T) {
	inv := parse(t, "defaults: {login: {user: root, password: env:P}}\ndevices: [{name: a}, {name: b}]")
	if got := strings.Count(string(inv.Format()), "env:P"); got != 1 {
		t.Errorf("a login of all devices is written %d times:\n%s", got, inv.Format())
	}
	readBack(t, inv)
}

// FuzzParse: any text is read or refused with problems on its lines, and what
// was read can be written and read back.
func FuzzParse(f *testing.F) {
	forms := []string{"fuzz.yaml", "fuzz.csv", "fuzz"}
	files, _ := filepath.Glob(filepath.Join(bad, "*.[^t]*"))
	for _, file := range append(files, reference) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for form := range forms {
			f.Add(data, uint8(form))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, form uint8) {
		inv, err := inventory.Read(forms[int(form)%len(forms)], data)
		if err == nil {
			inv.Unread = nil
			readBack(t, inv)
			return
		}
		var problems inventory.Problems
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("error %T: %v", err, err)
		}
		last := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 1
		for _, p := range problems {
			if p.Line < 0 || p.Line > last || p.Message == "" || strings.Contains(p.String(), "\n") {
				t.Errorf("problem %#v in a text of %d lines", p, last)
			}
		}
	})
}
