package collector

import (
	"fmt"
	"strings"

	"ipsec-diag/collector/redact"
)

// judgeExec tells an answer from a refusal and a failure by the exit status
// and standard error.
func (s *Session) judgeExec(out *Output, a answer) {
	stderr, secrets := redact.Text(withoutNoise(a.stderr))
	out.Redacted += secrets
	class, line := s.execRefusal(out.Text, stderr, a.exit)
	switch {
	case s.syntax.Appliance:
		s.judgeAppliance(out, stderr)
	case class != "":
		out.Status, out.Reason = Refused, line+execHint(class, s.device.Sudo)
	case a.exit != 0:
		out.Status, out.Reason = Failed, strings.TrimSpace(stderr)
		if out.Reason == "" {
			out.Reason = fmt.Sprintf("exit status %d", a.exit)
		}
	default:
		out.Status = Answered
	}
}

// execRefusal returns the class of a refusal, empty if it is none. A command
// that succeeded and said something was not refused, whatever it warns of; but
// journalctl gives an outsider exit status 0 and "-- No entries --".
func (s *Session) execRefusal(stdout, stderr string, exit int) (class, line string) {
	if exit == 0 && saysSomething(stdout) {
		return "", ""
	}
	class, line, refused := s.syntax.refusedIn(strings.Split(stderr, "\n"))
	switch {
	case refused:
		return class, line
	case exit == 127:
		return "unknown-command", firstLine(stderr)
	case exit != 0 && s.device.Sudo && stdout == "" && strings.HasPrefix(stderr, "sudo: "):
		// In the host's own language.
		return "not-authorised", firstLine(stderr)
	}
	return "", ""
}

// saysSomething reports whether there is a line other than a rule of dashes.
func saysSomething(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "-- ") {
			return true
		}
	}
	return false
}

// withoutNoise drops complaints with which the command runs all the same: of
// sudo about the host's own name, of sshd about an account without a home.
func withoutNoise(stderr string) string {
	var out strings.Builder
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "sudo: unable to resolve host") && !strings.HasPrefix(line, "Could not chdir to home directory") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// execHint says what a refusal on a Linux host is usually about.
func execHint(class string, sudo bool) string {
	switch {
	case class == "unknown-command" && sudo:
		return " (not installed, or not on sudo's secure_path)"
	case class == "unknown-command":
		return " (not installed, or in /usr/sbin, which is not on the PATH of a plain user's SSH command: set sudo for the device or log in as root)"
	case class == "not-authorised" && sudo:
		return " (not authorised: allow this command with NOPASSWD in sudoers)"
	}
	return " (not authorised: set sudo for the device, or log in as root)"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
