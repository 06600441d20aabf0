package inventory

import (
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestReferenceShowsEveryKey proves that no key is known to the reader and
// absent from the file that documents them.
func TestReferenceShowsEveryKey(t *testing.T) {
	data, err := os.ReadFile("../testdata/inventory/reference.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	root := doc.Content[0]
	shown := map[string]map[string]bool{"root": {}, "defaults": {}, "group": {}, "device": {}, "login": {}, "tunnel": {}}
	note := func(where string, n *yaml.Node) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			shown[where][n.Content[i].Value] = true
		}
	}
	note("root", root)
	note("defaults", value(root, "defaults"))
	for _, n := range value(root, "devices").Content {
		note("device", n)
	}
	for _, n := range value(root, "tunnels").Content {
		note("tunnel", n)
	}
	for where, section := range map[string]string{"login": "logins", "group": "groups"} {
		for i, n := range value(root, section).Content {
			if i%2 == 1 {
				note(where, n)
			}
		}
	}
	r, n := &reader{}, &yaml.Node{}
	for where, keys := range map[string][]key{
		"root":     rootKeys(&n, &n, &n, &n, &n),
		"defaults": r.defaultKeys(&Device{}),
		"group":    r.groupKeys(&Device{}, "", ""),
		"device":   r.deviceKeys(&Device{}, ""),
		"login":    r.loginKeys(&Login{}, ""),
		"tunnel":   r.tunnelKeys(&Tunnel{}, "", nil),
	} {
		if len(keys) == 0 {
			t.Errorf("no keys of %s", where)
		}
		for _, k := range keys {
			if !shown[where][k.name] {
				t.Errorf("reference.yaml does not show the key %q of %s", k.name, where)
			}
		}
	}
}
