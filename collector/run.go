package collector

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ipsec-diag/collector/redact"
)

// Run sends one command and returns what the device answered, redacted. It
// never returns an error: the output's status says how the device met the
// command, and [Session.Err] whether more can be run. After the session is
// over Run sends nothing and says so in the output's reason.
func (s *Session) Run(ctx context.Context, c Command) Output {
	s.running.Lock()
	defer s.running.Unlock()
	out := Output{Command: c.text, Started: time.Now(), ExitCode: -1}
	if why := s.dead.Load(); why != nil {
		out.Status, out.Reason = Truncated, "not sent: "+string(why.Class)
		return out
	}
	// The list of this platform, in case the command was made for another.
	if err := s.allowed(c); err != nil {
		out.Status, out.Reason = Refused, "not sent: "+err.Error()
		return out
	}
	if c.ping != nil {
		return s.concludePing(ctx, out, s.exchange(ctx, c))
	}
	return s.conclude(ctx, out, s.exchange(ctx, c))
}

// conclude makes the output of a command that was sent from what came.
func (s *Session) conclude(ctx context.Context, out Output, a answer) Output {
	if a.failed != nil && a.failed.Class == ClassCanceled && ctx.Err() != nil {
		a.failed = s.contextFailure(ctx)
	}
	if a.failed != nil {
		s.die(a.failed)
	}
	s.judge(&out, a)
	out.Took = time.Since(out.Started)
	s.audit(out)
	if ctx.Err() != nil {
		_ = s.Close()
	}
	return out
}

// during names the command that a failure came with: that one hangs, or is too
// long for the path, where others are not.
func during(command string, e *Error) *Error {
	named := *e
	named.Detail = strings.TrimSuffix(fmt.Sprintf("%q: %s", command, e.Detail), ": ")
	return &named
}

func (s *Session) exchange(ctx context.Context, c Command) answer {
	if s.shell != nil {
		line := s.line(c.text)
		if _, err := Show(s.syntax.Platform, line); err != nil && c.ping == nil {
			return answer{failed: failure(ClassUnknownPlatform, s.device.Name, "not sent: "+err.Error(), err)}
		}
		return s.ask(ctx, line)
	}
	a := s.exec(ctx, c)
	if a.failed != nil {
		a.failed = during(c.text, a.failed)
	}
	return a
}

// judge fills in the output from the answer.
func (s *Session) judge(out *Output, a answer) {
	out.Keys = s.opts.Digests.Keys(a.text)
	out.Text, out.Redacted = redact.Text(a.text)
	if a.hasRun {
		out.ExitCode = a.exit
	}
	switch {
	case a.failed != nil:
		out.Status, out.Reason = Truncated, string(s.dead.Load().Class)
	case a.late:
		out.Status, out.Reason = TimedOut, "no complete output within the deadline"
	case a.cut:
		out.Status, out.Reason = Truncated, "longer than the limit; the beginning is kept"
	case s.shell == nil:
		s.judgeExec(out, a)
	default:
		out.Status = Answered
		if class, line, refused := s.syntax.refusedIn(headAndTail(out.Text)); refused {
			out.Status, out.Reason = Refused, line+s.outside(class)
		}
	}
}

// refusedIn looks for a refusal and returns its class and the device's line.
func (s *syntax) refusedIn(lines []string) (class, line string, refused bool) {
	for _, line := range lines {
		for _, r := range s.refusals {
			if r.text.MatchString(line) {
				return r.class, strings.TrimSpace(line), true
			}
		}
	}
	return "", "", false
}

// headAndTail returns the first five and the last three lines, where a device
// says that it refuses. In between it may well quote such a text, in a log.
func headAndTail(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= 8 {
		return lines
	}
	return append(lines[:5:5], lines[len(lines)-3:]...)
}
