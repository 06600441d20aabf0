package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/redact"
)

// maxStderr bounds what is kept of the standard error of a command.
const maxStderr = 64 << 10

// exec runs one command in a channel of its own on the one connection.
func (s *Session) exec(ctx context.Context, c Command) answer {
	text := c.text
	if s.device.Sudo {
		text = "sudo -n " + text
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.opts.CommandTimeout, errCommandTimeout)
	defer cancel()
	ctx, quiet := context.WithCancelCause(ctx)
	defer quiet(nil)
	idle := time.AfterFunc(s.opts.FirstByteTimeout, func() { quiet(errCommandTimeout) })
	defer idle.Stop()
	beat := func() { idle.Reset(s.opts.IdleTimeout) }

	out, errs := &sink{limit: s.opts.MaxOutput, beat: beat}, &sink{limit: maxStderr, beat: beat}
	err := s.execChannel(ctx, text, out, errs)
	a := answer{cut: out.cut()}
	a.text, a.stderr = plain(out.String()), plain(errs.String())
	s.execEnd(ctx, err, &a)
	return a
}

var errCommandTimeout = errors.New("no complete output within the deadline")

// execChannel opens a channel, runs the command and waits for its end. When
// ctx ends it closes the channel and returns; the waiting goroutine ends with
// the channel.
func (s *Session) execChannel(ctx context.Context, text string, out, errs *sink) error {
	done := make(chan error, 1)
	opened := make(chan *ssh.Session, 1)
	go func() {
		session, err := s.client.NewSession()
		if err != nil {
			done <- fmt.Errorf("%w: %w", errNoChannel, err)
			return
		}
		opened <- session
		session.Stdout, session.Stderr = out, errs
		done <- session.Run(text)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		go closeLate(opened, done)
		return context.Cause(ctx)
	}
}

var errNoChannel = errors.New("no channel for the command")

// closeLate closes a channel that was given up, also one that opens late. It
// ends with the connection at the latest.
func closeLate(opened chan *ssh.Session, done chan error) {
	select {
	case session := <-opened:
		_ = session.Close()
	case <-done:
	}
}

// execEnd reads how the command ended.
func (s *Session) execEnd(ctx context.Context, err error, a *answer) {
	var exit *ssh.ExitError
	var missing *ssh.ExitMissingError
	switch {
	case err == nil:
		a.hasRun = true
	case errors.As(err, &exit):
		a.exit, a.hasRun = exit.ExitStatus(), true
	case errors.Is(err, errCommandTimeout):
		a.late = true
	case ctx.Err() != nil:
		a.failed = s.ended(canceled, "")
	case errors.As(err, &missing) && s.alive():
		// Some servers send no exit status. The channel closed cleanly.
	default:
		a.failed = failure(ClassDisconnected, s.device.Name, err.Error(), err)
	}
}

// alive asks the server for anything at all: a channel that ends without an
// exit status may have ended with the connection.
func (s *Session) alive() bool {
	_, _, err := s.client.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}

// judgeExec tells an answer from a refusal and a failure. Standard error is
// the reason; a login that may not read the journal gets exit status 0.
func (s *Session) judgeExec(out *Output, a answer) {
	stderr, secrets := redact.Text(a.stderr)
	out.Redacted += secrets
	class, line, refused := s.syntax.refusedIn(strings.Split(stderr, "\n"))
	switch {
	case a.exit == 127 && !refused:
		class, line, refused = "unknown-command", firstLine(stderr), true
		fallthrough
	case refused:
		out.Status, out.Reason = Refused, line+execHint(class, s.device.Sudo)
	case a.exit != 0:
		out.Status, out.Reason = Failed, strings.TrimSpace(stderr)
		if out.Reason == "" {
			out.Reason = fmt.Sprintf("exit status %d", a.exit)
		}
	default:
		out.Status = Answered
	}
}

// execHint says what a refusal on a Linux host is usually about.
func execHint(class string, sudo bool) string {
	switch {
	case class == "unknown-command" && sudo:
		return " (not installed, or not on sudo's secure_path)"
	case class == "unknown-command":
		return " (not installed, or in /usr/sbin, which is not on the PATH of a plain user's SSH command: set sudo for the device or log in as root)"
	case class == "not-authorised" && sudo:
		return " (not authorised: allow this command with NOPASSWD in sudoers)"
	}
	return " (not authorised: set sudo for the device, or log in as root)"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// A sink keeps the first bytes written to it.
type sink struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	over  bool
	limit int
	beat  func()
}

// Write never fails: what is over the limit is dropped and noted.
func (k *sink) Write(p []byte) (int, error) {
	k.beat()
	k.mu.Lock()
	defer k.mu.Unlock()
	room := k.limit - k.buf.Len()
	if len(p) > room {
		k.over = true
	}
	k.buf.Write(p[:min(len(p), room)])
	return len(p), nil
}

// String returns what was kept.
func (k *sink) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.buf.String()
}

func (k *sink) cut() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.over
}
