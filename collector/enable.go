package collector

import (
	"context"
	"strings"
	"time"

	"ipsec-diag/inventory"
)

// enable asks for privilege once, if the prompt is unprivileged and there is a
// secret. Without a secret the session goes on unprivileged: what the device
// then refuses is reported command by command.
func (s *Session) enable(ctx context.Context) *Error {
	if !s.asksPrivilege(s.prompt) {
		return nil
	}
	d := s.syntax.Dialect
	secret, failed := s.opts.secret(ctx, s.device, s.device.Login.EnableSecret)
	if failed != nil {
		return failed
	}
	c, err := Show(d.Platform, strings.TrimSpace(d.Enable+" "+s.device.Login.EnableLevel))
	if err != nil {
		return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	tell, failed := s.opts.Rejections.turn(ctx, s.device.Name, "(enable) "+s.device.Login.User, secret)
	if failed != nil {
		return failed
	}
	out := Output{Command: c.text, Started: time.Now(), ExitCode: -1, Status: Answered}
	said := noVerdict
	failed = s.askPrivilege(ctx, c, secret, &out, &said)
	tell(said)
	out.Took = time.Since(out.Started)
	s.setup = append(s.setup, out)
	s.audit(out)
	return failed
}

// asksPrivilege reports whether privilege is asked for behind a prompt.
func (s *Session) asksPrivilege(p prompt) bool {
	d := &s.syntax.Dialect
	return d.Enable != "" && d.SecretPrompt != "" && p.mark == d.UserMark && s.device.Login.EnableSecret != ""
}

// askPrivilege sends the command and answers the questions it may lead to, for
// the user name and for the secret, once each.
// What the device says of the secret goes to said.
func (s *Session) askPrivilege(ctx context.Context, c Command, secret string, out *Output, said *verdict) *Error {
	if s.shell.send(c.text) != nil {
		return s.ended(connectionLost, "")
	}
	r := s.privilegeReading()
	why := r.run(ctx)
	if why == asksUser {
		if s.shell.send(s.device.Login.User) != nil {
			return s.ended(connectionLost, "")
		}
		r = s.privilegeReading()
		why = r.run(ctx)
	}
	asked := why == asksSecret
	if asked {
		if s.shell.send(secret) != nil {
			return s.ended(connectionLost, "")
		}
		r = s.privilegeReading()
		why = r.run(ctx)
	}
	raw, _ := r.raw()
	raw = strings.ReplaceAll(raw, secret, "<redacted>") // a device may echo it
	switch why {
	case complete:
	case asksSecret:
		// The secret was wrong and is asked for again. A second attempt could
		// lock the account, and an empty answer is an attempt too.
		*said = rejected
		out.Status, out.Reason = Refused, "the enable secret was not accepted"
		return failure(ClassPrivilege, s.device.Name, out.Reason, nil)
	case asksUser:
		out.Status, out.Reason = Refused, "the user name was not accepted"
		return failure(ClassPrivilege, s.device.Name, out.Reason, nil)
	default:
		if asked && why == connectionLost {
			*said = unclear
		}
		out.Status = TimedOut
		return s.ended(why, raw)
	}
	if s.prompt.mark != s.syntax.PrivilegedMark {
		out.Status, out.Reason = Refused, s.refusalIn(raw)
	}
	if asked {
		*said = map[Status]verdict{Answered: accepted, Refused: rejected}[out.Status]
	}
	return nil
}

// privilegeReading ends at the prompt with either mark or at a question for
// the user name or the secret.
func (s *Session) privilegeReading() *reading {
	return s.reading(func(buf []byte) ending {
		if s.asksEnableSecret(lastLine(buf)) {
			return asksSecret
		}
		if s.syntax.user.Match(lastLine(buf)) {
			return asksUser
		}
		for _, mark := range []string{s.syntax.PrivilegedMark, s.syntax.UserMark} {
			p := prompt{base: s.prompt.base, mark: mark}
			if strings.ContainsAny(string(buf), "\r\n") && p.ends(buf) {
				s.prompt = p
				s.syntax.settle(p)
				return complete
			}
		}
		return unfinished
	}, asksForMore)
}

// asksEnableSecret reports whether a line is the question for the secret, as
// the platform words it or as the inventory says.
func (s *Session) asksEnableSecret(line []byte) bool {
	own := s.device.Login.PasswordPrompt
	return s.syntax.secret.Match(line) ||
		own != "" && own != inventory.PromptBlank && strings.EqualFold(strings.TrimSpace(string(line)), own)
}

// refusalIn returns the first line that says something.
func (s *Session) refusalIn(raw string) string {
	for line := range strings.Lines(plain(raw)) {
		line = strings.TrimSpace(line)
		if line != "" && line != s.prompt.String() && !isEcho(line, s.syntax.Enable, s.prompt.String()) {
			return line
		}
	}
	return "the device did not give privilege"
}
