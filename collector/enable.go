package collector

import (
	"context"
	"strings"
	"time"
)

// enable asks for privilege once, if the prompt is unprivileged and there is a
// secret. Without a secret the session goes on unprivileged: what the device
// then refuses is reported command by command.
func (s *Session) enable(ctx context.Context) *Error {
	d := s.syntax.Dialect
	if d.Enable == "" || d.SecretPrompt == "" || s.prompt.mark != d.UserMark || s.device.Login.EnableSecret == "" {
		return nil
	}
	secret, failed := s.opts.secret(ctx, s.device, s.device.Login.EnableSecret)
	if failed != nil {
		return failed
	}
	c, err := Show(d.Platform, d.Enable)
	if err != nil {
		return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	out := Output{Command: c.text, Started: time.Now(), ExitCode: -1, Status: Answered}
	failed = s.askPrivilege(ctx, c, secret, &out)
	out.Took = time.Since(out.Started)
	s.setup = append(s.setup, out)
	s.audit(out)
	return failed
}

// askPrivilege sends the command and answers the one question it may lead to.
func (s *Session) askPrivilege(ctx context.Context, c Command, secret string, out *Output) *Error {
	if s.shell.send(c.text) != nil {
		return s.ended(connectionLost, "")
	}
	r := s.privilegeReading()
	why := r.run(ctx)
	if why == asksSecret {
		if s.shell.send(secret) != nil {
			return s.ended(connectionLost, "")
		}
		r = s.privilegeReading()
		why = r.run(ctx)
	}
	raw, _ := r.raw()
	switch why {
	case complete:
	case asksSecret:
		// The secret was wrong and is asked for again. A second attempt could
		// lock the account, and an empty answer is an attempt too.
		out.Status, out.Reason = Refused, "the enable secret was not accepted"
		return failure(ClassPrivilege, s.device.Name, out.Reason, nil)
	default:
		out.Status = TimedOut
		return s.ended(why, raw)
	}
	if s.prompt.mark != s.syntax.PrivilegedMark {
		out.Status, out.Reason = Refused, s.refusalIn(raw)
	}
	return nil
}

// privilegeReading ends at the prompt with either mark or at the question for
// the secret.
func (s *Session) privilegeReading() *reading {
	return s.reading(func(buf []byte) ending {
		if s.syntax.secret.Match(lastLine(buf)) {
			return asksSecret
		}
		for _, mark := range []string{s.syntax.PrivilegedMark, s.syntax.UserMark} {
			p := prompt{base: s.prompt.base, mark: mark}
			if strings.ContainsAny(string(buf), "\r\n") && p.ends(buf) {
				s.prompt = p
				return complete
			}
		}
		return unfinished
	}, nil)
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
