// Package credential turns references to secrets into secrets. A reference
// says where a secret is; the secret itself is in no file, flag, log or error
// of this program.
package credential

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// The kinds of references.
const (
	env  = "env:"
	file = "file:"
	cmd  = "cmd:"
	ring = "keyring:"
	// Ask asks the person at the terminal. "ask:QUESTION" puts the question.
	Ask = "ask"
)

// Schemes returns how a reference may begin.
func Schemes() []string { return []string{env, file, cmd, ring, Ask} }

// AskFor returns the reference that asks a person this question.
func AskFor(question string) string { return Ask + ":" + question }

// errLiteral must not quote what it refuses.
var errLiteral = errors.New("a secret must not stand here, where others can read it; write where it is found: " +
	"env:NAME, file:PATH, cmd:COMMAND (pass, vault, op), keyring:SERVICE/USER or ask")

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Check reports whether ref is a reference, without resolving it. The error
// never quotes ref, which may be the secret itself.
func Check(ref string) error {
	if strings.ContainsFunc(ref, unicode.IsControl) {
		return errors.New("a reference is one line without control characters")
	}
	if ref == Ask {
		return nil
	}
	scheme, rest, found := strings.Cut(ref, ":")
	rest = strings.TrimSpace(rest)
	switch {
	case !found:
		return errLiteral
	case scheme+":" == env && !variable.MatchString(rest):
		return errors.New(`"env:" must be followed by the name of an environment variable, without "$"`)
	case scheme+":" == env:
		return nil
	case scheme+":" == ring:
		if _, _, ok := cutKeyring(rest); !ok {
			return errors.New(`"keyring:" must be followed by SERVICE/USER, as the secret is stored in the key ring`)
		}
		return nil
	case scheme+":" != file && scheme+":" != cmd && scheme != Ask:
		return errLiteral
	case rest == "":
		return errors.New(`nothing follows "` + scheme + `:"`)
	}
	return nil
}

// ExpandHome replaces a leading "~/" by the home directory.
func ExpandHome(path string) string {
	rest, found := strings.CutPrefix(path, "~/")
	if !found {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}
