package collector

import (
	"bytes"
	"context"
	"strings"
)

// firstPrompts bounds how often a newline is sent to be sure of the prompt.
const firstPrompts = 4

// findPrompt waits for something that looks like a prompt and learns the exact
// one.
func (s *Session) findPrompt(ctx context.Context) *Error {
	var seen prompt
	r := s.greeting(&seen)
	if why := r.run(ctx); why != complete {
		raw, _ := r.raw()
		return s.ended(why, raw)
	}
	var failed *Error
	switch {
	case !s.asksNothing():
	case s.asksPrivilege(seen): // before which there is no set-up
		_, failed = s.inOneWrite(ctx, r.buf, []string{"", ""})
	default:
		failed = s.setUp(ctx, r.buf)
	}
	if failed != nil || s.prompt.mark != "" {
		return failed
	}
	return s.repeatPrompt(ctx, seen)
}

// asksNothing reports whether the platform asks no question between login and
// prompt: something may then be typed at what looks like a prompt, at once, to
// see whether it is one. Those that ask one have no set-up commands.
func (s *Session) asksNothing() bool { return len(s.syntax.Setup) > 0 }

// greeting reads up to what looks like a prompt. Where the platform may still
// ask something it must stay for a while.
func (s *Session) greeting(seen *prompt) *reading {
	look := func(buf []byte) ending {
		p, ok := s.syntax.learn(render(string(lastLine(buf))))
		if !ok {
			return asksForMore(buf)
		}
		*seen = p
		return complete
	}
	r := s.reading(func(buf []byte) ending {
		if s.asksNothing() && look(buf) == complete {
			return complete
		}
		return unfinished
	}, look)
	r.first, r.idle, r.total = s.opts.LoginTimeout, s.opts.LoginTimeout, s.opts.LoginTimeout
	r.accept = true
	return r
}

// repeatPrompt sends a newline: only what comes again is the prompt. A banner
// or message of the day may end in "#" too, but it is not repeated.
func (s *Session) repeatPrompt(ctx context.Context, seen prompt) *Error {
	var r *reading
	why := complete
	for range firstPrompts {
		if why != complete {
			break
		}
		expected := seen
		r = s.reading(func(buf []byte) ending {
			if bytes.ContainsAny(buf, "\r\n") && expected.ends(buf) {
				return complete
			}
			return unfinished
		}, s.greeting(&seen).quiet)
		if err := s.shell.send(""); err != nil {
			return s.ended(connectionLost, "")
		}
		if why = r.run(ctx); why == complete && seen == expected {
			s.prompt = seen
			s.syntax.settle(seen)
			return nil
		}
	}
	raw, _ := r.raw()
	return s.ended(why, raw)
}

// reading returns a reading with the session's deadlines.
func (s *Session) reading(done, quiet func([]byte) ending) *reading {
	return &reading{
		syntax: s.syntax, shell: s.shell, limit: s.opts.MaxOutput, done: done, quiet: quiet,
		first: s.opts.FirstByteTimeout, idle: s.opts.IdleTimeout, total: s.opts.CommandTimeout,
	}
}

// command reads the answer to a command line just sent: it ends at the exact
// prompt below the echo. Without an echo something else must stand above the
// prompt, and it must stay for longer than a slow path takes to bring the
// echo: a message with a prompt may be left over from before, and taking it
// for the end would make an empty answer out of a full one.
func (s *Session) command(text string) *reading {
	echoed := false
	var r *reading
	r = s.reading(func(buf []byte) ending {
		if !echoed {
			_, echoed = afterEcho(string(buf[:min(len(buf), 4<<10)]), text, s.prompt.String())
		}
		if echoed && s.prompt.ends(buf) {
			return complete
		}
		return unfinished
	}, func(buf []byte) ending { return s.inSilence(r, buf, echoed) })
	return r
}

// ask sends a command line and returns what came, without echo and prompt.
func (s *Session) ask(ctx context.Context, text string) answer {
	if s.unread != "" {
		if failed := s.resume(ctx); failed != nil {
			return answer{failed: during(s.unread, failed)}
		}
	}
	s.shell.drain()
	if err := s.shell.send(text); err != nil {
		return answer{failed: during(text, s.ended(connectionLost, ""))}
	}
	r := s.command(text)
	why := r.run(ctx)
	raw, cut := r.raw()
	body, echoed := afterEcho(raw, text, s.prompt.String())
	a := answer{cut: cut}
	switch why {
	case complete:
		if !cut {
			body = s.withoutPrompt(s.withoutMessages(body))
		}
		if echoed {
			s.echoes++
		} else {
			s.mutes++
			body = s.withoutPrompts(body)
		}
	case outOfTime:
		a.late, s.unread = true, text
	default:
		a.failed = during(text, s.ended(why, raw))
	}
	a.text = plain(body)
	return a
}

// withoutPrompt removes the last line, which is the prompt, and what belongs to
// it above.
func (s *Session) withoutPrompt(raw string) string {
	raw = raw[:strings.LastIndexByte(raw, '\n')+1]
	rest := strings.TrimRight(raw, "\r\n")
	if last := strings.LastIndexByte(rest, '\n') + 1; s.syntax.above.MatchString(rest[last:]) {
		return raw[:last]
	}
	return raw
}

// resume waits for the prompt of a command that was given up. Nothing may be
// sent before it has come: its late output would be taken for the answer to
// the next command.
func (s *Session) resume(ctx context.Context) *Error {
	r := s.reading(func(buf []byte) ending {
		if s.prompt.ends(buf) {
			return complete
		}
		return unfinished
	}, s.afterFailover)
	r.first = s.opts.IdleTimeout
	why := r.run(ctx)
	if why != complete {
		raw, _ := r.raw()
		return s.ended(why, raw)
	}
	s.unread = ""
	return nil
}
