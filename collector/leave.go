package collector

import "time"

// Close leaves the device and closes the connection. It is safe to call it
// again, and from another goroutine while a command runs.
func (s *Session) Close() error {
	s.leave.Do(func() {
		s.unwatch()
		s.sayGoodbye()
		if s.shell != nil {
			s.shell.close()
		}
		_ = s.client.Close()
		_ = s.client.Wait()
	})
	return nil
}

// sayGoodbye sends the leave command so that the device frees its line, unless
// nothing may be sent any more.
func (s *Session) sayGoodbye() {
	if s.shell == nil || s.prompt.mark == "" || !s.maySend() {
		return
	}
	c, err := Show(s.syntax.Platform, s.syntax.Leave)
	if err != nil {
		return
	}
	out := Output{Command: c.text, Status: Answered, Started: time.Now()}
	if s.shell.send(c.text) != nil {
		return
	}
	if !s.shell.awaitEnd(leaveTimeout) {
		out.Status = TimedOut
	}
	out.Took = time.Since(out.Started)
	s.audit(out)
}

// maySend reports whether a line sent now goes to the command line: not into
// a configuration mode and not as the answer to a question.
func (s *Session) maySend() bool {
	why := s.dead.Load()
	if why == nil {
		return true
	}
	switch why.Class {
	case ClassConfigMode, ClassQuestion, ClassSecondFactor, ClassPasswordExpired, ClassPrivilege, ClassDisconnected:
		return false
	}
	return true
}
