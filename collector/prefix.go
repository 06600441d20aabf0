package collector

import (
	"context"
	"strings"
)

// prefixContext makes every further command go to the context that the
// inventory names, by words in front of it. It is tried with the command that
// tells the mode: where that is refused the session reads what the login can
// see, and the answer among [Session.Setup] says so.
func (s *Session) prefixContext(ctx context.Context) *Error {
	name := s.device.Context
	if strings.Contains(s.prompt.base, "("+name+")") {
		return nil // the login is confined to it
	}
	multiple, failed := s.multiple(ctx)
	if failed != nil {
		return failed
	}
	prefix := strings.ReplaceAll(s.syntax.Contexts.Prefix, "<name>", name)
	if !multiple {
		s.staysOutside(prefix+s.syntax.Contexts.Mode, "not sent: the device does not say that it has several contexts")
		return nil
	}
	try, err := Show(s.syntax.Platform, prefix+s.syntax.Contexts.Mode)
	if err != nil {
		return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	out := s.Run(ctx, try)
	if out.Status != Answered {
		out.Reason += "; so that what the login sees outside " + name + " is read"
	} else {
		s.prefix = prefix
	}
	s.setup = append(s.setup, out)
	return s.dead.Load()
}

// line is a command as it is sent: behind what names the context on an
// appliance, behind "sudo -n" on a host. A ping needs neither.
func (s *Session) line(text string) string {
	if _, isPing := ReadPing(s.syntax.Platform, text); isPing {
		return text
	}
	if s.sudo() {
		return "sudo -n " + text
	}
	return s.prefix + text
}

// outside is what to do about a command that is unknown because it belongs
// into a context.
func (s *Session) outside(class string) string {
	if s.syntax.Contexts.Prefix == "" || s.prefix != "" || class != "unknown-command" {
		return ""
	}
	return " (if the device has several virtual domains, name one with context; nothing is known about the tunnels in them)"
}
