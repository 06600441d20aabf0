package credential

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// secret is what no error may hold.
const secret = "hunter2"

// write makes a file of that mode and returns its path.
func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func typed(string) (string, error) { return secret, nil }

func TestResolve(t *testing.T) {
	t.Setenv("IPSEC_DIAG_TEST", secret)
	for _, ref := range []string{
		"env:IPSEC_DIAG_TEST",
		"env: IPSEC_DIAG_TEST",
		"file:" + write(t, secret, 0o600),
		"file:" + write(t, secret+"\n", 0o400),
		"file:" + write(t, secret+"\r\n", 0o600),
		"cmd:echo " + secret,
		"cmd:printf '%s' " + secret + " && echo note >&2",
		"ask",
		"ask:Password of netops",
	} {
		got, err := Resolve(t.Context(), ref, typed)
		if err != nil || got != secret {
			t.Errorf("%s gives %q, %v", ref, got, err)
		}
	}
}

// TestResolveFails checks the error texts and that none holds the secret.
func TestResolveFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: file modes and sh are those of Unix")
	}
	t.Setenv("IPSEC_DIAG_EMPTY", "")
	t.Setenv("IPSEC_DIAG_LINES", secret+"\nreload")
	open, group := write(t, secret, 0o644), write(t, secret, 0o640)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(open, link); err != nil {
		t.Fatal(err)
	}
	closed := write(t, secret, 0o600)
	if err := os.Symlink(filepath.Join(t.TempDir(), "gone"), closed+".dangling"); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]string{
		secret:                            "a secret must not stand here",
		"":                                "a secret must not stand here",
		"keyring:" + secret:               `"keyring:" must be followed by SERVICE/USER`,
		"keyring:/" + secret:              "SERVICE/USER",
		"keyring:" + secret + "/":         "SERVICE/USER",
		"keyring":                         "a secret must not stand here",
		"env:$" + secret:                  `without "$"`,
		"file:":                           `nothing follows "file:"`,
		"ask:a\nb":                        "one line",
		"env:IPSEC_DIAG_UNSET":            "environment variable IPSEC_DIAG_UNSET is not set",
		"env:IPSEC_DIAG_EMPTY":            "IPSEC_DIAG_EMPTY is empty",
		"env:IPSEC_DIAG_LINES":            "IPSEC_DIAG_LINES has more than one line",
		"file:" + open:                    "mode 0644); run: chmod 600 " + open,
		"file:" + group:                   "mode 0640); run: chmod 600 " + group,
		"file:" + write(t, secret, 0o602): "mode 0602",
		"file:" + link:                    "mode 0644); run: chmod 600 " + link,
		"file:" + closed + ".dangling":    "no such file",
		"file:/dev/null":                  "is not a regular file",
		"file:/no/such/file":              "/no/such/file: no such file",
		"file:" + t.TempDir():             "is not a regular file",
		"file:" + write(t, "\n", 0o600):   "is empty",
		"cmd:printf '" + secret + "\\rx'": "control character",
		"cmd:" + secret + "=1 false":      "the command: exit status 1",
		"cmd:false " + secret:             `the command "false": exit status 1`,
		"cmd:no-such-tool " + secret:      `the command "no-such-tool": exit status 127`,
		"cmd:true":                        `the output of the command "true" is empty`,
		"cmd:echo locked >&2; exit 3":     `the command "echo": exit status 3: locked`,
		"cmd:echo " + secret + "|tee /dev/stderr; exit 3":   `the command "echo": exit status 3`,
		"cmd:echo one >&2; echo " + secret + " >&2; exit 3": "exit status 3: one",
		"cmd:yes " + secret: "printed too much",
		"cmd:TOKEN=" + secret + " sh -c 'echo no $TOKEN >&2; exit 2'":          "exit status 2: no [removed]",
		"cmd:sh -c 'echo bad $1 >&2; exit 2' x --token=" + secret:              "exit status 2: bad --token=[removed]",
		"cmd:sh -c 'echo bad $2 >&2; exit 2' x --password " + secret:           "exit status 2: bad [removed]",
		"cmd:sh -c 'echo no $0 >&2; exit 2' https://me:" + secret + "@x/":      "exit status 2: no https://me:[removed]@x/",
		"cmd:echo " + secret + "; echo word " + secret + " is odd >&2; exit 2": "exit status 2: word [removed] is odd",
	} {
		got, err := Resolve(t.Context(), ref, nil)
		if err == nil || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%q gives %q, %v; want an error with %q", ref, got, err, want)
			continue
		}
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q: the secret is in the error: %v", ref, err)
		}
	}
}

func TestNobodyToAsk(t *testing.T) {
	if _, err := Resolve(t.Context(), "ask", nil); err == nil || !strings.Contains(err.Error(), "nobody to ask") {
		t.Errorf("got %v", err)
	}
}

// TestStopped proves that a command that does not end is stopped with the
// context, even when a child of it holds its output open.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the operator pressed Ctrl-C")
	time.AfterFunc(50*time.Millisecond, func() { cancel(gone) })
	_, err := Resolve(ctx, "cmd:sleep 600 & sleep 600", nil)
	if !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}

func TestExpandHome(t *testing.T) {
	t.Setenv("HOME", "/home/diag")
	if got := ExpandHome("~/.ssh/id"); runtime.GOOS != "windows" && got != "/home/diag/.ssh/id" {
		t.Error(got)
	}
	if got := ExpandHome("keys/~/id"); got != "keys/~/id" {
		t.Error(got)
	}
}
