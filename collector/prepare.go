package collector

import (
	"bytes"
	"context"
	"strings"
	"time"
)

// prepare sends the set-up commands, unless that was how the prompt was
// learned. A device may refuse one: the pager is answered anyway, and the
// terminal was asked for with its full width.
func (s *Session) prepare(ctx context.Context) *Error {
	if s.prepared || len(s.syntax.Setup) == 0 {
		return nil
	}
	if !s.oneByOne {
		if failed := s.setUp(ctx, nil); failed != nil || s.prepared {
			return failed
		}
	}
	for _, text := range s.syntax.Setup {
		c, err := Show(s.syntax.Platform, text)
		if err != nil {
			return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
		}
		s.setup = append(s.setup, s.Run(ctx, c))
		if failed := s.dead.Load(); failed != nil {
			return failed
		}
	}
	s.prepared = true
	return nil
}

// setUp sends all set-up commands in one write. greeting is what the device has
// said so far, where the prompt is not known yet. If the device does not keep
// what is typed ahead, or echoes otherwise, they must be sent one by one.
func (s *Session) setUp(ctx context.Context, greeting []byte) *Error {
	for _, text := range s.syntax.Setup {
		if _, err := Show(s.syntax.Platform, text); err != nil {
			return failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
		}
	}
	if s.prompt.mark != "" {
		s.shell.drain()
		greeting = []byte(s.prompt.String())
	}
	began := time.Now()
	answers, failed := s.inOneWrite(ctx, greeting, s.syntax.Setup)
	if failed == nil && answers != nil {
		s.prepared = true
		s.noteSetUp(answers, began)
	}
	s.oneByOne = !s.prepared
	return failed
}

// inOneWrite sends several lines and returns the answers, or nil if the device
// has not answered them one after the other. The prompt is learned from that,
// where it is not known yet: it stands before the echo of each line and at the
// end, which is more than a message of the day could imitate, so that nothing
// has to be waited for.
func (s *Session) inOneWrite(ctx context.Context, greeting []byte, lines []string) ([]string, *Error) {
	if err := s.shell.send(strings.Join(lines, "\n")); err != nil {
		return nil, s.ended(connectionLost, "")
	}
	r, found := s.answerReading(lastLine(greeting), lines)
	why := r.run(ctx)
	raw, _ := r.raw()
	switch {
	case why != complete:
		return nil, s.ended(why, raw)
	case found.answers == nil:
		return nil, nil
	}
	s.prompt = found.prompt
	s.syntax.settle(s.prompt)
	return found.answers, nil
}

// A transcript is what came back to command lines sent in one write.
type transcript struct {
	prompt  prompt
	answers []string // with the prompt below each
}

// answerReading ends when the answers to all lines have come, or when the
// device has long been silent behind a prompt without having answered them.
func (s *Session) answerReading(greeting []byte, lines []string) (*reading, *transcript) {
	var found transcript
	mark := bytes.TrimRight(greeting, " ")
	mark = mark[max(0, len(mark)-1):]
	var r *reading
	r = s.reading(func(buf []byte) ending {
		p, ok := s.atPrompt(buf)
		if !ok {
			return unfinished
		}
		if answers := s.syntax.answers(buf, p, lines); answers != nil {
			found = transcript{prompt: p, answers: answers}
			return complete
		}
		return unfinished
	}, func(buf []byte) ending {
		above := s.syntax.beforeMessages(buf)
		if r.still >= behindMessage && above != nil && r.done(above) == complete {
			return complete
		}
		if above == nil {
			above = bytes.TrimRight(buf, " ")
		}
		if r.still >= withoutEcho && bytes.HasSuffix(above, mark) {
			return complete
		}
		return asksForMore(buf)
	})
	r.buf = bytes.Clone(greeting)
	return r, &found
}

// atPrompt reports whether the buffer ends in the prompt, or, while that is
// not known, in something that looks like one.
func (s *Session) atPrompt(buf []byte) (prompt, bool) {
	if s.prompt.mark != "" {
		return s.prompt, s.prompt.ends(buf)
	}
	p, ok := s.syntax.learn(render(string(lastLine(buf))))
	return p, ok && p.ends(buf)
}

// noteSetUp adds the answers to those of the set-up and to the audit log.
func (s *Session) noteSetUp(answers []string, began time.Time) {
	for i, text := range s.syntax.Setup {
		out := Output{Command: text, Started: began, ExitCode: -1}
		s.judge(&out, answer{text: plain(s.withoutPrompt(answers[i]))})
		out.Took = time.Since(began)
		s.setup = append(s.setup, out)
		s.audit(out)
	}
}

// answers splits what came back to command lines: each must be echoed behind
// the prompt, in order. It returns nil while one has not been.
func (s *syntax) answers(buf []byte, p prompt, commands []string) []string {
	var begins, ends []int // of the lines that echo the commands
	for at := 0; len(ends) < len(commands); {
		n := bytes.IndexByte(buf[at:], '\n')
		if n < 0 {
			return nil
		}
		line := render(strings.TrimRight(string(buf[at:at+n]), "\r"))
		if squeeze(line) == squeeze(p.String()+commands[len(ends)]) {
			begins, ends = append(begins, at), append(ends, at+n+1)
		}
		at += n + 1
	}
	begins = append(begins, len(buf))
	var out []string
	for i, end := range ends {
		out = append(out, string(buf[end:begins[i+1]]))
	}
	return out
}
