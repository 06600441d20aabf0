package foreign

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/inventory/source"
	"ipsec-diag/parsers/platforms"
)

// TestDetect: the kind is told by name and content, and not told where it could
// be several.
func TestDetect(t *testing.T) {
	for name, tt := range map[string]struct{ file, text, want, says string }{
		"ini":        {"hosts", "[hub]\nr1\n", Ansible, ""},
		"ini vars":   {"hosts", "r1 ansible_host=192.0.2.1\n", Ansible, ""},
		"ini ext":    {"x.ini", "r1\n", Ansible, ""},
		"json":       {"list", `{"_meta": {}}`, Ansible, ""},
		"yaml":       {"h.yml", "all:\n  hosts:\n    r1:\n", Ansible, ""},
		"nornir":     {"hosts.yaml", "r1: {hostname: 192.0.2.1, groups: [a]}\n", Nornir, ""},
		"router.db":  {"router.db", "r1:weird\n", Oxidized, ""},
		"routers":    {"routers", "# x\nr1:ios:a\nr2:asa:b\n", Oxidized, ""},
		"oxidized":   {"config", "source: {default: csv, csv: {file: router.db}}\n", Oxidized, ""},
		"ssh":        {"config", "Host a\n  HostName 192.0.2.1\n", SSHConfig, ""},
		"ssh equals": {"c", "host=a\nuser=b\n", SSHConfig, ""},
		"hosts":      {"list", "r1\nadmin@r2:22\n# c\n", Hosts, ""},
		"csv":        {"list", "name,address\nr1,192.0.2.1\n", CSV, ""},
		"csv ext":    {"x.csv", "weird\n", CSV, ""},
		"native":     {"i.yaml", "devices: [{name: a}]\n", "", "already"},
		"empty":      {"e", " \n", "", "empty"},
		"prose":      {"p", "Dear Sir,\nhow are you\n", "", "--from"},
		"binary":     {"b", "\x7fELF\x00\x01", "", "no text"},
		"mixed yaml": {"m.yml", "a: {hosts: {}}\nb: {hostname: x}\n", "", "--from"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := Detect(path)
			if got != tt.want || (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q %v, want %q %q", got, err, tt.want, tt.says)
			}
		})
	}
	if got, err := Detect("https://netbox.example.com"); got != NetBox || err != nil {
		t.Errorf("%s %v", got, err)
	}
}

// TestPlatformsExist: every platform that a foreign word stands for is one.
func TestPlatformsExist(t *testing.T) {
	for _, name := range platforms.Names() {
		if source.Platform(name) != name {
			t.Errorf("%q is read as %q", name, source.Platform(name))
		}
	}
	for _, word := range []string{"ios", "asa", "juniper", "fortinet", "pan-os", "routeros", "vyos"} {
		if !slices.Contains(platforms.Names(), source.Platform(word)) {
			t.Errorf("%q is read as %q, which is no platform", word, source.Platform(word))
		}
	}
}
