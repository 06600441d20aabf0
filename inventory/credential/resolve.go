package credential

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"unicode"
)

// maxSecret bounds what a file or command may deliver, in bytes.
const maxSecret = 64 << 10

// Resolve returns the secret that ref points to.
//
//	env:NAME       an environment variable
//	file:PATH      a file that only its owner can read; $CREDENTIALS_DIRECTORY/NAME
//	               is what systemd has loaded
//	cmd:COMMAND    what a command prints, run by "sh -c" ("cmd /C" on Windows)
//	               within thirty seconds
//	keyring:SERVICE/USER  the key ring of the operating system
//	ask            what a person types; ask:QUESTION says what for
//
// A secret is one line; the line break at its end is cut. More than one line,
// and any control character, is refused: the rest would be typed at a device's
// prompt. Errors never hold the secret. Ask is given the
// question without a colon; it may be nil when nobody can be asked.
func Resolve(ctx context.Context, ref string, ask func(prompt string) (string, error)) (string, error) {
	if err := Check(ref); err != nil {
		return "", err
	}
	scheme, rest, _ := strings.Cut(ref, ":")
	rest = strings.TrimSpace(rest)
	var secret string
	var err error
	switch scheme + ":" {
	case env:
		secret, err = fromEnvironment(rest)
	case file:
		secret, err = fromFile(rest)
	case cmd:
		secret, err = fromCommand(ctx, rest)
	case ring:
		secret, err = fromKeyring(ctx, rest)
	default:
		secret, err = fromPerson(rest, ask)
	}
	if err != nil {
		return "", err
	}
	return oneLine(secret, source(scheme, rest))
}

// source names where a secret came from. A command is named by its first word:
// its arguments may be secret.
func source(scheme, rest string) string {
	switch scheme + ":" {
	case env:
		return "environment variable " + rest
	case file:
		return "file " + rest
	case cmd:
		return "the output of " + program(rest)
	case ring:
		return "the secret in the key ring"
	default:
		return "the answer"
	}
}

// oneLine cuts the line break at the end and refuses what is no single line.
func oneLine(secret, from string) (string, error) {
	secret = strings.TrimSuffix(strings.TrimSuffix(secret, "\n"), "\r")
	switch {
	case secret == "":
		return "", fmt.Errorf("%s is empty", from)
	case strings.ContainsRune(secret, '\n'):
		return "", fmt.Errorf("%s has more than one line; a secret is one line", from)
	case strings.ContainsFunc(secret, unicode.IsControl):
		return "", fmt.Errorf("%s holds a control character; a secret is one line of text", from)
	}
	return secret, nil
}

func fromEnvironment(name string) (string, error) {
	secret, set := os.LookupEnv(name)
	if !set {
		return "", fmt.Errorf("environment variable %s is not set; run: export %s=SECRET", name, name)
	}
	return secret, nil
}

// fromFile reads a regular file that nobody but its owner can read. Windows
// has no such bits, so the file's access list is not looked at there.
func fromFile(path string) (string, error) {
	path, err := place(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path) // before opening, which would wait for a pipe
	switch {
	case err != nil:
		return "", cannotRead(path, err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", cannotRead(path, err)
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil {
		return "", err
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&othersMayNot(path) != 0 {
		return "", fmt.Errorf("%s can be read by others (mode %04o); run: chmod 600 %s", path, mode, path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(data) > maxSecret {
		err = fmt.Errorf("%s is too long for a secret", path)
	}
	return string(data), err
}

// cannotRead keeps the reason and drops the name of the system call.
func cannotRead(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("cannot read %s: %w", path, err)
}

func fromPerson(question string, ask func(string) (string, error)) (string, error) {
	if question == "" {
		question = "Password"
	}
	if ask == nil {
		return "", errors.New("there is nobody to ask for a secret here; use env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER instead of ask")
	}
	return ask(question)
}
