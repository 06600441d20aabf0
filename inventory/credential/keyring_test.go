package credential

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	keyrings "github.com/zalando/go-keyring"
)

func TestKeyring(t *testing.T) {
	asked := ""
	got, err := askKeyring(t.Context(), "network/vpn/netops", func(service, user string) (string, error) {
		asked = service + " " + user
		return secret, nil
	})
	if got != secret || err != nil || asked != "network/vpn netops" {
		t.Errorf("%q, %v, asked for %s", got, err, asked)
	}
}

// TestKeyringFails: each failure says what to do.
func TestKeyringFails(t *testing.T) {
	for want, cause := range map[string]error{
		`no secret of service "vpn" and user "netops"; store it with: `: keyrings.ErrNotFound,
		"no key ring on this system; on a machine without a desktop":    keyrings.ErrUnsupportedPlatform,
		"the key ring: locked; on a machine without a desktop write":    errors.New("locked"),
	} {
		_, err := askKeyring(t.Context(), "vpn/netops", func(string, string) (string, error) { return "", cause })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", cause, err)
		}
	}
}

// TestKeyringHangs: a prompt that nobody answers ends with the run.
func TestKeyringHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	_, err := askKeyring(ctx, "a/b", func(string, string) (string, error) { cancel(); <-never; return "", nil })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestHeadless: where no Secret Service can be, none is started.
func TestHeadless(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("skipped: this system has a key ring of its own")
	}
	for _, dir := range []string{"", t.TempDir()} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		t.Setenv("XDG_RUNTIME_DIR", dir)
		_, err := Resolve(t.Context(), "keyring:vpn/netops", nil)
		if err == nil || !strings.Contains(err.Error(), "there is no key ring here") || !strings.Contains(err.Error(), "file:PATH (chmod 600)") {
			t.Error(err)
		}
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if _, err := Resolve(t.Context(), "keyring:vpn/netops", nil); err == nil || !strings.Contains(err.Error(), "the key ring: ") {
		t.Error(err)
	}
}
