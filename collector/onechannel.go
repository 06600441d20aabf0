package collector

import (
	"errors"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

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
