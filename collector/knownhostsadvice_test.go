package collector_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Comparing fingerprints does not mend a file that cannot be written: a file
// stands where its folder would be made.
func TestAdviceForAFileOfKnownHosts(t *testing.T) {
	server, device, options := start(t, linuxDevice())
	parent := filepath.Join(t.TempDir(), "file")
	writeFile(t, parent, "no folder")
	options.KnownHosts = filepath.Join(parent, "known_hosts")
	err := tryOpen(t, device, options)
	if err == nil || !strings.Contains(err.Error(), "--known-hosts FILE") || strings.Contains(err.Error(), "fingerprint") {
		t.Errorf("%v", err)
	}
	if n := server.AuthAttempts(); n != 0 {
		t.Errorf("%d logins to a host whose key was neither known nor kept", n)
	}
}
