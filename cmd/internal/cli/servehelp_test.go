package cli

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/config"
)

// keysOf are the keys of a part of the service file, with those below them.
func keysOf(t reflect.Type) (out []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key != "" {
			out = append(out, key)
		}
		out = append(out, keysOf(t.Field(i).Type)...)
	}
	return out
}

// Every key of the service file is told of in the help, and the help has no key
// that the file does not take.
func TestHelpNamesEveryKeyOfTheServiceFile(t *testing.T) {
	var text string
	for _, args := range [][]string{{"serve"}, {"alerts"}, {"ticket", "attach"}} {
		c, _, err := newRoot().Find(args)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		c.SetOut(&b)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		text += b.String()
	}
	keys := keysOf(reflect.TypeFor[config.Service]())
	if len(keys) < 30 {
		t.Fatalf("only %d keys are looked at: %v", len(keys), keys)
	}
	known := map[string]bool{}
	for _, key := range keys {
		known[key] = true
		if !regexp.MustCompile(`\b` + key + `:`).MatchString(text) {
			t.Errorf("the help of serve, alerts and ticket attach has no %q", key+":")
		}
	}
	example := regexp.MustCompile(`(?m)^ {2,}(?:- )?[a-z_{]+.*$`)
	for _, line := range example.FindAllString(text[:strings.Index(text, "Usage:")], -1) {
		for _, m := range regexp.MustCompile(`(?:^ *(?:- )?|[{,] ?)([a-z_]+): `).FindAllStringSubmatch(line, -1) {
			if !known[m[1]] {
				t.Errorf("the help has the key %q, which the service file does not take: %s", m[1], line)
			}
		}
	}
}
