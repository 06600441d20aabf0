package credential_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/inventory/credential"
)

// systemd's files show the mode 0440 where access is by a list.
func TestCredentialsOfSystemd(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret_vpn")
	if err := os.WriteFile(path, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o440); err != nil {
		t.Fatal(err)
	}
	const ref = "file:$CREDENTIALS_DIRECTORY/secret_vpn"
	if _, err := credential.Resolve(t.Context(), ref, nil); err == nil || !strings.Contains(err.Error(), "LoadCredential") {
		t.Errorf("without systemd: %v", err)
	}
	if _, err := credential.Resolve(t.Context(), "file:"+path, nil); err == nil {
		t.Error("a file that its group can read was taken outside of the folder of systemd")
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if got, err := credential.Resolve(t.Context(), ref, nil); err != nil || got != "s3cret" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if _, err := credential.Resolve(t.Context(), ref, nil); err == nil {
		t.Error("a secret that everybody can read was taken")
	}
}
