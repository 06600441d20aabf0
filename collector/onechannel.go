package collector

import (
	"context"
	"errors"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// channelRetries are the waits before a channel is asked for again. A host that
// allows one at a time (MaxSessions 1 of OpenSSH) rejects the next one while it
// clears the last one away.
var channelRetries = []time.Duration{20 * time.Millisecond, 80 * time.Millisecond, 400 * time.Millisecond}

// channel opens the channel for a command, which may be the first or not.
func (s *Session) channel(ctx context.Context, again bool) (*ssh.Session, error) {
	session, err := s.client.NewSession()
	for _, wait := range channelRetries {
		var rejected *ssh.OpenChannelError
		if err == nil || !again || !errors.As(err, &rejected) || !pause(ctx, wait) {
			break
		}
		session, err = s.client.NewSession()
	}
	return session, err
}

// oneChannel reports whether a device allows a connection one channel only:
// it rejects the next one, or ends the connection behind the first (IOS).
func (s *Session) oneChannel(err error, a *answer) bool {
	var rejected *ssh.OpenChannelError
	var missing *ssh.ExitMissingError
	switch {
	case errors.As(err, &rejected):
		return true
	case errors.Is(err, errNoChannel):
		return s.ran == 1
	}
	// Where the platform has a shell of its own for all commands.
	return errors.As(err, &missing) && s.ran == 0 && s.syntax.Transport == inventory.TransportShell && a.text != ""
}

// onlyOne is the failure of a device that allows one channel, or none.
func (s *Session) onlyOne(err error, a *answer) *Error {
	class, detail := ClassOneChannel, "the device allows a connection one command: "+inPlainWords(err)
	switch {
	case a.text != "":
		detail = "the device ended the connection with the command, and nothing says whether the output is whole"
	case s.ran == 0:
		class, detail = ClassNoShell, "the device opens no channel for a command: "+inPlainWords(err)
	}
	e := failure(class, s.device.Name, detail, err)
	if s.syntax.Prompt == "" {
		e.Advice = "Look at MaxSessions in the device's sshd_config, and at what its account may run"
	}
	return e
}
