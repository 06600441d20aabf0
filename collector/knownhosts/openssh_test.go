package knownhosts

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenSSHReadsWhatWeWrite and the other way round, hashed by ssh-keygen.
func TestOpenSSHReadsWhatWeWrite(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("skipped: no ssh-keygen on this machine")
	}
	path := filepath.Join(t.TempDir(), "known_hosts")
	x := openIndex(t, path)
	names := []string{"r1.example.com", "[192.0.2.1]:2222", "2001:db8::1", "[2001:db8::1]:2222"}
	for _, name := range names {
		if _, err := x.Record(name, newKey(t)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		if out, err := exec.Command(keygen, "-F", name, "-f", path).CombinedOutput(); err != nil || !strings.Contains(string(out), "found") {
			t.Errorf("ssh-keygen does not find %s: %v %s", name, err, out)
		}
	}
	if out, err := exec.Command(keygen, "-H", "-f", path).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	hashed := openIndex(t, path)
	if len(hashed.hashed) != len(names) {
		t.Fatalf("%d hashed lines, %s", len(hashed.hashed), hashed.Warning())
	}
	for _, name := range names {
		if ok, _ := hashed.Accepts(name, x.Known(name)[0]); !ok {
			t.Errorf("%s is not found behind its hash", name)
		}
	}
}
