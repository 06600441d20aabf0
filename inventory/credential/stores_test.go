package credential

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// stores are stand-ins for the programs people keep secrets in: how they print
// a secret and how they fail.
var stores = map[string]string{
	"pass": `[ "$2" = network/vpn ] && { echo hunter2; exit; }
echo "Error: $2 is not in the password store." >&2; exit 1`,
	"vault": `[ "$3" = secret/vpn ] && { printf hunter2; exit; }
printf 'Error reading %s: Error making API request.\n\nURL: GET https://vault.example.com/v1/%s\nCode: 403. Errors:\n\n* permission denied\n' "$3" "$3" >&2; exit 2`,
	"op": `[ "$2" = op://net/vpn/password ] && { printf 'hunter2\r\n'; exit; }
echo "[ERROR] 2026/11/25 03:00:00 could not read secret '$2': item not found" >&2; exit 1`,
}

func TestStores(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the stand-ins are shell scripts")
	}
	dir := t.TempDir()
	for name, script := range stores {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for _, ref := range []string{"cmd:pass show network/vpn", "cmd:vault kv get secret/vpn", "cmd:op read op://net/vpn/password"} {
		if got, err := Resolve(t.Context(), strings.Replace(ref, "kv get", "get -field=password", 1), nil); got != secret || err != nil {
			t.Errorf("%s gives %q, %v", ref, got, err)
		}
	}
	for ref, want := range map[string]string{
		"cmd:pass show network/vnp":              `the command "pass": exit status 1: Error: network/vnp is not in the password store.`,
		"cmd:vault get -field=password secret/x": `the command "vault": exit status 2: Error reading secret/x: Error making API request.; * permission denied`,
		"cmd:op read op://net/x":                 `the command "op": exit status 1: [ERROR] 2026/11/25 03:00:00 could not read secret 'op://net/x': item not found`,
		"cmd:bw get password x":                  `the command "bw": exit status 127`,
	} {
		if _, err := Resolve(t.Context(), ref, nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v; want %s", ref, err, want)
		}
	}
}
