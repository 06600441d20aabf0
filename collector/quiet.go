package collector

import (
	"bytes"
	"strings"
)

// How many silences make an answer complete that the prompt does not end in
// the plain way.
const (
	withoutEcho   = 15 // without an echo: longer than a slow path takes to bring it
	behindMessage = 3  // with a log message behind the prompt, or another role in it
)

// inSilence looks at an answer that has not ended though nothing more comes.
func (s *Session) inSilence(r *reading, buf []byte, echoed bool) ending {
	switch {
	case r.still >= behindMessage && echoed && s.endsAboveMessages(buf):
		return complete
	case r.still >= behindMessage && echoed && s.takeRole(buf):
		return complete
	case !echoed && (r.still >= withoutEcho || r.still >= behindMessage && (r.nudged || s.knownMute())) && s.prompt.ends(buf):
		return s.mute(r, buf)
	}
	return unfinished
}

// preparing reports whether the set-up commands are sent one by one: whether
// they have an answer does not matter.
func (s *Session) preparing() bool { return s.oneByOne && !s.prepared }

// knownMute reports whether the device has never echoed and has answered
// without: an echo that a message garbled once does not make it so.
func (s *Session) knownMute() bool { return s.echoes == 0 && s.mutes > 0 }

// mute is the end of an answer without an echo. Something must stand above the
// prompt: alone it may be left over from before, and taking it for the end
// would make an empty answer out of a full one. It is the end of an empty
// answer if an empty line, sent once, brings the same prompt again and no
// more: a device takes its lines in order.
func (s *Session) mute(r *reading, buf []byte) ending {
	switch {
	case s.preparing(), s.saysMore(buf), r.nudged && s.prompts(buf) > 1:
		return complete
	case !r.nudged:
		r.nudged = true
		// An error shows as the end of the channel.
		_ = s.shell.send("")
	}
	return unfinished
}

// prompts counts the lines that hold the prompt and nothing else.
func (s *Session) prompts(buf []byte) (n int) {
	for line := range strings.Lines(string(buf)) {
		if s.isPrompt(line) {
			n++
		}
	}
	return n
}

// isPrompt reports whether a raw line is the prompt.
func (s *Session) isPrompt(line string) bool {
	return strings.TrimSpace(line) != "" && s.prompt.ends([]byte(strings.TrimRight(line, "\r\n")))
}

// saysMore reports whether any line but the last holds more than the prompt.
func (s *Session) saysMore(buf []byte) bool {
	for line := range strings.Lines(string(buf[:max(0, bytes.LastIndexByte(buf, '\n'))])) {
		if strings.TrimSpace(render(strings.TrimRight(line, "\r\n"))) != "" && !s.isPrompt(line) && !s.syntax.above.MatchString(strings.TrimSpace(line)) {
			return true
		}
	}
	return false
}

// withoutPrompts removes what stands above an answer without an echo: prompts,
// and the new line of the return key.
func (s *Session) withoutPrompts(raw string) string {
	var out strings.Builder
	if first, below, found := strings.Cut(raw, "\n"); found && strings.TrimSpace(first) == "" {
		raw = below
	}
	for line := range strings.Lines(raw) {
		if !s.isPrompt(line) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// aboveMessages returns what stands above a prompt that log messages follow:
// IOS does not show the prompt again below them unless it is told to.
func (s *Session) aboveMessages(raw string) (above string, found bool) {
	rest := s.syntax.beforeMessages([]byte(raw))
	if rest == nil || !s.prompt.ends(rest) {
		return "", false
	}
	return raw[:bytes.LastIndexByte(rest, '\n')+1], true
}

// beforeMessages returns what stands before the log messages at the end, nil
// if there are none.
func (s *syntax) beforeMessages(raw []byte) []byte {
	for end, found := len(raw), false; end > 0; {
		at := bytes.LastIndexByte(raw[:end], '\n') + 1
		line := strings.TrimSpace(render(strings.TrimRight(string(raw[at:end]), "\r\n")))
		message := s.message.MatchString(line)
		if line != "" && !message {
			if !found {
				return nil
			}
			return bytes.TrimRight(raw[:end], "\r\n")
		}
		found = found || message
		end = at - 1
	}
	return nil
}

func (s *Session) endsAboveMessages(buf []byte) bool {
	_, found := s.aboveMessages(string(buf))
	return found
}

// withoutMessages removes the messages behind the prompt. The prompt stays.
func (s *Session) withoutMessages(raw string) string {
	if above, found := s.aboveMessages(raw); found {
		return above + s.prompt.String()
	}
	return raw
}

// afterFailover ends a reading at the prompt under another role.
func (s *Session) afterFailover(buf []byte) ending {
	if s.takeRole(buf) {
		return complete
	}
	return unfinished
}

// takeRole goes on under the prompt in the last line if it is the learned one
// but for the role in a cluster.
func (s *Session) takeRole(buf []byte) bool {
	p, ok := s.syntax.learn(render(string(lastLine(buf))))
	if !ok || p == s.prompt || !s.syntax.sameButRole(p) {
		return false
	}
	s.opts.Log.WithField("device", s.device.Name).Debugf("the prompt is %q now: a failover", p)
	s.prompt = p
	s.syntax.settle(p)
	return true
}

// sameButRole reports whether a prompt is the settled one but for the role.
func (s *syntax) sameButRole(p prompt) bool {
	return s.Role != "" && s.role.MatchString(p.String()) &&
		s.role.ReplaceAllString(strings.TrimRight(p.String(), " "), "") == s.role.ReplaceAllString(s.settled, "")
}
