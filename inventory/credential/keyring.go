package credential

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	keyrings "github.com/zalando/go-keyring"
)

// keyringLimit is how long the key ring may take: a person may have to unlock
// it.
const keyringLimit = time.Minute

// cutKeyring cuts "SERVICE/USER". The user is what follows the last slash.
func cutKeyring(rest string) (service, user string, ok bool) {
	i := strings.LastIndexByte(rest, '/')
	if i <= 0 || i == len(rest)-1 {
		return "", "", false
	}
	return rest[:i], rest[i+1:], true
}

// fromKeyring asks the key ring of the operating system: the Secret Service on
// Linux, the keychain on macOS, the credential manager on Windows.
func fromKeyring(ctx context.Context, rest string) (string, error) {
	if noSecretService() {
		return "", fmt.Errorf("there is no key ring here: no desktop session runs a Secret Service (DBUS_SESSION_BUS_ADDRESS is not set); %s", withoutKeyring)
	}
	return askKeyring(ctx, rest, keyrings.Get)
}

// withoutKeyring is what to do where there is none.
const withoutKeyring = "on a machine without a desktop write cmd:COMMAND (pass, vault, op) or file:PATH (chmod 600)"

// noSecretService reports whether nothing can answer, without starting
// anything: the library would run dbus-launch, which leaves a daemon behind.
func noSecretService() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return false
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err != nil
}

// askKeyring waits for get, which knows no context, no longer than ctx and the
// limit. One that never answers is left behind.
func askKeyring(ctx context.Context, rest string, get func(service, user string) (string, error)) (string, error) {
	service, user, _ := cutKeyring(rest)
	ctx, cancel := context.WithTimeoutCause(ctx, keyringLimit, fmt.Errorf("gave no answer within %v", keyringLimit))
	defer cancel()
	type found struct {
		secret string
		err    error
	}
	answer := make(chan found, 1)
	go func() {
		secret, err := get(service, user)
		answer <- found{secret, err}
	}()
	select {
	case f := <-answer:
		return f.secret, keyringError(service, user, f.err)
	case <-ctx.Done():
		return "", fmt.Errorf("the key ring: %w", context.Cause(ctx))
	}
}

func keyringError(service, user string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyrings.ErrNotFound):
		return fmt.Errorf("the key ring has no secret of service %q and user %q; %s", service, user, storeWith(service, user))
	case errors.Is(err, keyrings.ErrUnsupportedPlatform):
		return fmt.Errorf("there is no key ring on this system; %s", withoutKeyring)
	}
	return fmt.Errorf("the key ring: %w; %s", err, withoutKeyring)
}

// storeWith is how to put the secret where it is looked for.
func storeWith(service, user string) string {
	switch runtime.GOOS {
	case "darwin":
		return fmt.Sprintf("store it with: security add-generic-password -s %q -a %q -w", service, user)
	case "windows":
		return fmt.Sprintf("store it with: cmdkey /generic:%q /user:%q /pass", service+":"+user, user)
	}
	return fmt.Sprintf("store it with: secret-tool store --label=ipsec-diag service %q username %q", service, user)
}
