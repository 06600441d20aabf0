package cli

import (
	"os"

	"golang.org/x/term"
)

// readSecret reads a line from the terminal without echo.
func readSecret() (string, error) {
	b, err := term.ReadPassword(int(os.Stdin.Fd()))
	return string(b), err
}
