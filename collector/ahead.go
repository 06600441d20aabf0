package collector

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"time"
)

// RunEach runs commands one after the other, as [Session.Run] does, and yields
// their outputs in order. With [Options.TypeAhead] it sends further commands
// before the answers have come. Whoever ends the loop early then ends the
// session: what has been sent is still being answered.
func (s *Session) RunEach(ctx context.Context, commands []Command) iter.Seq[Output] {
	return func(yield func(Output) bool) {
		pings := slices.ContainsFunc(commands, func(c Command) bool { return c.ping != nil })
		if s.typesAhead() && len(commands) > 1 && !pings {
			s.runAhead(ctx, commands, yield)
			return
		}
		for _, c := range commands {
			if !yield(s.Run(ctx, c)) {
				return
			}
		}
	}
}

// typesAhead reports whether commands may be sent ahead: never where a pager
// could take them for its keys.
func (s *Session) typesAhead() bool {
	if !s.opts.TypeAhead || s.syntax.TypeAhead == 0 || s.shell == nil || !s.prepared || s.unread != "" {
		return false
	}
	return !slices.ContainsFunc(s.setup, func(o Output) bool { return o.Status != Answered })
}

// A typing is what is on its way while commands are typed ahead.
type typing struct {
	s    *Session
	todo []Command // not sent
	sent []Command // not answered yet; the answer to the first is being read
	left []byte    // received beyond the answer before
}

func (s *Session) runAhead(ctx context.Context, commands []Command, yield func(Output) bool) {
	s.running.Lock()
	defer s.running.Unlock()
	s.shell.drain()
	t := typing{s: s, todo: commands}
	for len(t.todo)+len(t.sent) > 0 {
		if !yield(t.next(ctx)) {
			if len(t.sent) > 0 {
				s.die(failure(ClassCanceled, s.device.Name, "commands typed ahead are not wanted any more", nil))
			}
			return
		}
	}
}

// next returns the output of the next command.
func (t *typing) next(ctx context.Context) Output {
	s := t.s
	t.send()
	waiting := &t.sent
	if len(t.sent) == 0 {
		waiting = &t.todo
	}
	c := (*waiting)[0]
	*waiting = (*waiting)[1:]
	out := Output{Command: c.text, Started: time.Now(), ExitCode: -1}
	if why := s.dead.Load(); why != nil {
		out.Status, out.Reason = Truncated, "no answer read: "+string(why.Class)
		return out
	}
	return s.conclude(ctx, out, t.read(ctx, c.text))
}

// send sends as many commands in one write as the device is known to keep.
func (t *typing) send() {
	if t.s.dead.Load() != nil {
		return
	}
	ahead, text := 0, ""
	for _, c := range t.sent {
		ahead += len(c.text) + 1
	}
	for len(t.todo) > 0 {
		c := t.todo[0]
		if ahead += len(c.text) + 1; ahead > t.s.syntax.TypeAhead && len(t.sent) > 0 {
			break
		}
		text += c.text + "\n"
		t.todo, t.sent = t.todo[1:], append(t.sent, c)
	}
	if text != "" {
		// An error shows as the end of the channel.
		_, _ = t.s.shell.in.Write([]byte(text))
	}
}

// read reads the answer to a command: up to the line that echoes the next one
// behind the prompt, or, if no other has been sent, up to the prompt.
func (t *typing) read(ctx context.Context, text string) answer {
	s := t.s
	r := s.command(text)
	r.ahead, r.buf = true, t.left
	end := -1 // of the answer, in r.buf
	if len(t.sent) > 0 {
		next := t.sent[0].text
		r.done = func(buf []byte) ending {
			if end = s.prompt.echo(buf, len(buf)-r.fresh, next); end > 0 {
				return complete
			}
			return unfinished
		}
	}
	r.quiet = func(buf []byte) ending {
		if r.still >= withoutEcho && s.prompt.ends(buf) {
			return lostAhead
		}
		return unfinished
	}
	why := r.run(ctx)
	if end > 0 {
		t.left, r.buf = bytes.Clone(r.buf[end:]), r.buf[:end]
	}
	raw, cut := r.raw()
	body, echoed := afterEcho(raw, text, s.prompt.String())
	if why == complete && !echoed {
		why = lostAhead
	}
	a := answer{cut: cut}
	if why != complete {
		a.failed = during(text, s.ended(why, raw))
	} else if !cut {
		body = s.withoutPrompt(body)
	}
	a.text = plain(body)
	return a
}

// echo returns where the line begins that echoes a command behind the prompt,
// -1 while there is none. Only a line that ends behind from is looked at.
func (p prompt) echo(buf []byte, from int, command string) int {
	for from = max(0, from-len(command)-2); ; from++ {
		n := bytes.Index(buf[from:], []byte(command))
		if n < 0 {
			return -1
		}
		from += n
		begin := bytes.LastIndexAny(buf[:from], "\r\n") + 1
		before, behind := buf[begin:from], bytes.TrimLeft(buf[from+len(command):], " ")
		if len(behind) > 0 && (behind[0] == '\r' || behind[0] == '\n') && string(bytes.TrimRight(before, " ")) == p.String() {
			return begin
		}
	}
}
