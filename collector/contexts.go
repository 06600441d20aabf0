package collector

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"time"
)

// enterContext goes to the security context that the inventory names, for this
// session only. Where that does not work the session stays where the login put
// it, and the answer among [Session.Setup] says so.
func (s *Session) enterContext(ctx context.Context) *Error {
	c, name := s.syntax.Contexts, s.device.Context
	switch {
	case name == "":
		return nil
	case c.Prefix != "":
		return s.prefixContext(ctx)
	case c.Enter == "":
		s.staysOutside("context "+name, "the platform has no contexts that can be entered")
		return nil
	}
	multiple, failed := s.multiple(ctx)
	if failed != nil {
		return failed
	}
	enter := strings.ReplaceAll(c.Enter, "<name>", name)
	if !multiple {
		s.staysOutside(enter, "not sent: the device does not say that it has several contexts")
		return nil
	}
	command, err := Show(s.syntax.Platform, enter)
	if err != nil {
		return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	out, failed := s.changePrompt(ctx, command, name)
	s.setup = append(s.setup, out)
	s.audit(out)
	return failed
}

// staysOutside notes why the context was not entered.
func (s *Session) staysOutside(command, why string) {
	s.setup = append(s.setup, Output{Command: command, Status: Refused, Reason: why, Started: time.Now(), ExitCode: -1})
}

// multiple asks whether the device has contexts at all.
func (s *Session) multiple(ctx context.Context) (bool, *Error) {
	ask, err := Show(s.syntax.Platform, s.syntax.Contexts.Mode)
	if err != nil {
		return false, failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	out := s.Run(ctx, ask)
	s.setup = append(s.setup, out)
	yes, err := regexp.MatchString(s.syntax.Contexts.Multiple, out.Text)
	return err == nil && yes, s.dead.Load()
}

// changePrompt sends the command and learns the prompt anew. Only the name
// before, with the context's, is taken for a prompt: an answer that leaves the
// prompt as it was did not enter.
func (s *Session) changePrompt(ctx context.Context, c Command, name string) (Output, *Error) {
	out := Output{Command: c.text, Started: time.Now(), ExitCode: -1}
	inside, err := regexp.Compile(strings.NewReplacer(hostInPrompt, regexp.QuoteMeta(s.hostName()), "<context>", regexp.QuoteMeta(name)).
		Replace(s.syntax.Contexts.Prompt))
	if err != nil {
		return out, failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	s.shell.drain()
	if err := s.shell.send(c.text); err != nil {
		return out, during(c.text, s.ended(connectionLost, ""))
	}
	var next prompt
	r := s.command(c.text)
	unchanged := r.done
	r.done = func(buf []byte) ending {
		if p, ok := s.syntax.learn(render(string(lastLine(buf)))); ok && bytes.ContainsAny(buf, "\r\n") && inside.MatchString(p.String()) {
			next = p
			return complete
		}
		return unchanged(buf)
	}
	why := r.run(ctx)
	raw, _ := r.raw()
	out.Took = time.Since(out.Started)
	switch {
	case why != complete:
		out.Status = Truncated
		return out, during(c.text, s.ended(why, raw))
	case next.mark == "":
		out.Status, out.Reason = Refused, "the prompt does not show the context, so that the one of the login is read"
		body, _ := afterEcho(raw, c.text, s.prompt.String())
		if said := firstLine(plain(s.withoutPrompt(body))); said != "" {
			out.Reason = said // in the device's own words
		}
		return out, nil
	}
	s.prompt, out.Status = next, Answered
	s.syntax.settle(next)
	return out, nil
}

// hostName is the name in the prompt without context and role.
func (s *Session) hostName() string {
	host, _, _ := strings.Cut(states.ReplaceAllString(s.prompt.base, ""), "/")
	return host
}
