package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestServiceFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "serve.yaml")
	for text, want := range map[string]string{
		"":                                      "",
		"keep: {captures: 3d, points: 36h}\n":   "",
		"schedule: []\n":                        `serve.yaml:1: unknown setting "schedule"`,
		"keep: {captures: soon}\n":              `serve.yaml:1: "soon" is not a time with its unit`,
		"listen: [a, b]\n":                      "serve.yaml:1: a list stands where one word or text belongs",
		"schedules: all\n":                      `serve.yaml:1: "all" stands where a list belongs; see ipsec-diag serve --help`,
		"keep: long\n":                          `serve.yaml:1: "long" stands where a group of settings belongs`,
		"alerts:\n  - all\n":                    `serve.yaml:2: "all" stands where a group of settings belongs`,
		"schedules:\n  - {name: a, crom: '* '}": `serve.yaml:2: unknown setting "crom"`,
		"a: b: c\n":                             "serve.yaml",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := ReadService(path)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if want == "" && (s.Listen != "127.0.0.1:8470" || s.Keep.Runs != Time(365*24*time.Hour)) {
			t.Errorf("%q: what is not said is lost: %+v", text, s)
		}
	}
	if _, err := ReadService(path + ".none"); err == nil || !strings.Contains(err.Error(), "cannot read the service file") {
		t.Errorf("no file: %v", err)
	}
	if got := WithoutPassword("postgres://u:secret@h/x"); strings.Contains(got, "secret") {
		t.Errorf("the password shows: %s", got)
	}
}
