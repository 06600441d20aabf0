package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// errNoTerminal is why a secret cannot be asked for.
var errNoTerminal = errors.New("there is no terminal to ask on; use env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER")

// askOnTerminal asks for a secret without showing it. Progress keeps silent
// meanwhile, so that the question stays readable.
func (s *settings) askOnTerminal(ctx context.Context, w io.Writer) func(string) (string, error) {
	return func(prompt string) (string, error) {
		if !isTerminal(os.Stdin) {
			return "", errNoTerminal
		}
		resume := s.progress.pause()
		defer resume()
		fmt.Fprintf(w, "%s: ", prompt)
		secret, err := readSecret(ctx, int(os.Stdin.Fd()))
		fmt.Fprintln(w)
		return secret, err
	}
}

// readSecret reads a line from the terminal without echo. The read itself
// cannot be interrupted: when ctx ends, the terminal gets its echo back and
// the read is left behind.
func readSecret(ctx context.Context, fd int) (string, error) {
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type line struct {
		text []byte
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		typed <- line{text, err}
	}()
	select {
	case l := <-typed:
		if errors.Is(l.err, io.EOF) {
			return "", errors.New("nothing was typed")
		}
		return string(l.text), l.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
