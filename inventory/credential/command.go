package credential

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	// commandLimit leaves a person time to type the passphrase of a store.
	commandLimit = 30 * time.Second
	// leftoverLimit is how long children of a stopped command may keep its
	// output open.
	leftoverLimit = time.Second
)

// fromCommand runs a command and returns what it prints. It stays in our
// process group, so that a program that asks on the terminal (gpg) can.
func fromCommand(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, commandLimit, fmt.Errorf("gave no answer within %v", commandLimit))
	defer cancel()
	shell, flag := "sh", "-c"
	if runtime.GOOS == "windows" {
		shell, flag = "cmd", "/C"
	}
	var out, complaint limited
	c := exec.CommandContext(ctx, shell, flag, command)
	c.Env = environment(os.Environ())
	c.Stdout, c.Stderr, c.WaitDelay = &out, &complaint, leftoverLimit
	out.full = cancel
	err := c.Run()
	switch {
	case out.cut:
		return "", fmt.Errorf("%s printed too much for a secret", program(command))
	case ctx.Err() != nil:
		return "", fmt.Errorf("%s: %w", program(command), context.Cause(ctx))
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", fmt.Errorf("%s: %w%s", program(command), err, complaintOf(complaint.String(), out.String(), command))
	}
	return out.String(), nil
}

// environment is ours but for the switch of short RSA keys, which may be on for
// one device at this moment (GODEBUG) and is nothing for programs in Go that
// fetch secrets.
func environment(ours []string) []string {
	var theirs []string
	for _, v := range ours {
		if settings, found := strings.CutPrefix(v, "GODEBUG="); found {
			kept := slices.DeleteFunc(strings.Split(settings, ","), func(s string) bool { return s == "rsa1024min=0" })
			v = "GODEBUG=" + strings.Join(kept, ",")
		}
		theirs = append(theirs, v)
	}
	return theirs
}

// program is what a command is called in an error: its first word, unless that
// sets a variable.
func program(command string) string {
	first := strings.Fields(command)[0]
	if strings.ContainsAny(first, `='"$`) {
		return "the command"
	}
	return fmt.Sprintf("the command %q", first)
}

// limited keeps what is written to it up to maxSecret bytes. It embeds no
// buffer: one would bring a ReadFrom that knows no limit.
type limited struct {
	kept bytes.Buffer
	cut  bool
	// full is called when something did not fit; it may be nil.
	full func()
}

// Write keeps what fits and takes the rest without a word: a command that is
// cut off while it writes would fail for a reason nobody understands.
func (l *limited) Write(p []byte) (int, error) {
	room := max(maxSecret-l.kept.Len(), 0)
	if len(p) > room {
		l.cut = true
		if l.full != nil {
			l.full()
		}
	}
	l.kept.Write(p[:min(room, len(p))])
	return len(p), nil
}

// String returns what was kept.
func (l *limited) String() string { return l.kept.String() }
