package simulator

import "strings"

// outsideVDOM reports whether a command belongs into a virtual domain of a
// FortiOS that has several, where the login is in none.
func (s *shell) outsideVDOM(command string) bool {
	d := s.c.device
	return d.Platform == "fortios" && len(d.Contexts) > 0 && command != "get system status"
}

// vdom runs "sudo NAME COMMAND" with the answers of that virtual domain.
func (s *shell) vdom(command string) bool {
	words := strings.SplitN(command, " ", 3)
	if words[0] != "sudo" {
		return s.print("command parse error before '" + words[min(1, len(words)-1)] + "'\r\nCommand fail. Return code -61\r\n\r\n")
	}
	capture, known := s.c.device.Contexts[words[min(1, len(words)-1)]]
	switch {
	case s.c.device.Quirks.NoVDOMCommand || len(words) < 3:
		return s.print("Unknown action 0\r\n\r\n")
	case s.c.device.Quirks.RefuseContexts:
		return s.refuse()
	case !known:
		return s.print("command parse error before '" + words[1] + "'\r\nCommand fail. Return code -3\r\n\r\n")
	}
	outer := s.tape
	s.tape = &tape{platform: "fortios", outputs: capture.Outputs, asked: map[string]int{}}
	defer func() { s.tape = outer }()
	return s.show(words[2])
}

// interrupted is an output with a log message in its middle, where the terminal
// shows them.
func (s *shell) interrupted(text string) string {
	if !s.logging || strings.Count(text, "\n") < 2 {
		return text
	}
	at := strings.IndexByte(text, '\n') + 1
	return text[:at] + s.c.device.Quirks.Syslog + "\n" + text[at:]
}
