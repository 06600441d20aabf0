package collector

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/crypto/ssh"
)

// maxStderr bounds what is kept of the standard error of a command.
const maxStderr = 64 << 10

// exec runs one command in a channel of its own on the one connection.
func (s *Session) exec(ctx context.Context, c Command) answer {
	ctx, cancel := context.WithTimeoutCause(ctx, s.opts.CommandTimeout, errCommandTimeout)
	defer cancel()
	ctx, quiet := context.WithCancelCause(ctx)
	defer quiet(nil)
	idle := time.AfterFunc(s.opts.FirstByteTimeout, func() { quiet(errCommandTimeout) })
	defer idle.Stop()
	beat := func() { idle.Reset(s.opts.IdleTimeout) }

	out, errs := &sink{limit: s.opts.MaxOutput, beat: beat}, &sink{limit: maxStderr, beat: beat}
	err := s.execChannel(ctx, s.line(c.text), out, errs)
	a := answer{cut: out.cut()}
	a.text, a.stderr = plain(out.String()), plain(errs.String())
	s.execEnd(ctx, err, &a)
	if a.failed == nil && !a.late {
		s.ran++
	}
	return a
}

var errCommandTimeout = errors.New("no complete output within the deadline")

// sudo reports whether commands run with "sudo -n".
func (s *Session) sudo() bool { return s.device.Sudo && !s.syntax.Appliance }

// execChannel opens a channel, runs the command and waits for its end. When
// ctx ends it closes the channel and returns; the waiting goroutine ends with
// the channel.
func (s *Session) execChannel(ctx context.Context, text string, out, errs *sink) error {
	done := make(chan error, 1)
	again := s.ran > 0
	go func() {
		session, err := s.channel(ctx, again)
		if err != nil {
			done <- fmt.Errorf("%w: %w", errNoChannel, err)
			return
		}
		// A channel that opens late is closed too.
		defer context.AfterFunc(ctx, func() { _ = session.Close() })()
		session.Stdout, session.Stderr = out, errs
		done <- session.Run(text)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

var errNoChannel = errors.New("no channel for the command")

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
	case s.oneChannel(err, a):
		a.failed = s.doubted(s.onlyOne(err, a))
	default:
		a.failed = s.doubted(failure(ClassDisconnected, s.device.Name, inPlainWords(err), err))
	}
}

// alive asks the server for anything at all: a channel that ends without an
// exit status may have ended with the connection.
func (s *Session) alive() bool {
	_, _, err := s.client.SendRequest("keepalive@openssh.com", true, nil)
	return err == nil
}
