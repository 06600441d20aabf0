package oxidized_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/inventory/source"
	"ipsec-diag/inventory/source/oxidized"
)

const db = "# name:model:...\nr1:cisco:g1::::j@192.0.2.250\nr2:asa:g1:own:hunter2:hunter22:\n\n  \n:ios\nr3\n"

// TestConfig: the configuration says what columns, models and groups mean.
func TestConfig(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, []byte(`---
username: top
password: hunter2
model: junos
model_map: {cisco: ios}
groups: {g1: {username: grouped}}
source:
  default: csv
  csv:
    delimiter: !ruby/regexp /:/
    map: {name: 0, model: 1, group: 2, username: 3, password: 4}
    vars_map: {enable: 5, ssh_proxy: 6}
`), 0o644); err != nil {
		t.Fatal(err)
	}
	file, layout, err := oxidized.Config(path)
	if err != nil || file != filepath.Join(dir, "router.db") {
		t.Fatalf("%s %v", file, err)
	}
	reading, err := oxidized.Read("router.db", []byte(db), layout)
	if err != nil {
		t.Fatal(err)
	}
	r := reading.Build()
	var got []string
	for _, d := range r.Inventory.Devices {
		got = append(got, fmt.Sprintf("%s %s %s %s %s %v %s", d.Name, d.Platform, d.Login.User, d.Login.Password, d.Login.EnableSecret, d.Tags, d.Jump))
	}
	want := "r1 cisco-ios grouped env:PASSWORD_GROUPED  [g1] j@192.0.2.250\nr2 cisco-asa own env:PASSWORD_OWN env:ENABLE_OWN [g1] \nr3 junos top env:PASSWORD_TOP  [] "
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if text := fmt.Sprintf("%+v", r.Notes) + string(r.Inventory.Format()); strings.Contains(text, "hunter2") || !strings.Contains(text, "no name in column 0") {
		t.Errorf("%s", text)
	}
}

// TestColumns: without a map only name and model are known, and what else stands
// there is said by its number.
func TestColumns(t *testing.T) {
	reading, err := oxidized.Read("router.db", []byte("r1;ios;hunter2\n"), oxidized.Layout{Separator: oxidized.Literal(";"), Columns: oxidized.Default().Columns})
	if err != nil || len(reading.Hosts) != 1 || len(reading.Notes) != 1 {
		t.Fatalf("%+v %v", reading, err)
	}
	if n := reading.Notes[0]; n.Kind != source.DroppedColumn || n.What != "2" {
		t.Errorf("%+v", n)
	}
	columns, err := oxidized.ParseColumns("name,-,ip")
	if err != nil || columns["ip"] != 2 {
		t.Errorf("%v %v", columns, err)
	}
	for text, want := range map[string]string{"ip": "must be the name", "namee": `did you mean "name"`, "name,name": "two columns"} {
		if _, err := oxidized.ParseColumns(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, separator := range []string{"(", "", "x*"} {
		if _, err := oxidized.Read("x", nil, oxidized.Layout{Separator: separator, Columns: columns}); err == nil {
			t.Errorf("separator %q is taken", separator)
		}
	}
}
