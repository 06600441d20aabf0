package collector

import "strings"

// judgeAppliance tells an answer from a refusal where an exec channel reaches
// the device's own command line. Many devices send no exit status, or always
// zero, so that only the words count.
func (s *Session) judgeAppliance(out *Output, stderr string) {
	said := headAndTail(out.Text)
	if strings.TrimSpace(stderr) != "" {
		said = append(said, strings.Split(stderr, "\n")...)
	}
	switch _, line, refused := s.syntax.refusedIn(said); {
	case refused:
		out.Status, out.Reason = Refused, line
	case out.ExitCode > 0:
		out.Status, out.Reason = Failed, firstLine(stderr+"\n"+out.Text)
	default:
		out.Status = Answered
	}
}
