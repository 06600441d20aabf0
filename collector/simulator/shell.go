package simulator

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
)

// A shell is the command line of a router or a firewall.
type shell struct {
	c          *connection
	channel    ssh.Channel
	in         *bufio.Reader
	m          manners
	asa        bool
	context    string // the security context entered
	line       bool   // the line is not redrawn any more
	tape       *tape
	privileged bool
	rows       int // lines of a page, 0 for no pager
	sawReturn  bool
	name       string // the host name now
	logging    bool   // log messages are shown
	unprompted bool   // the prompt is shown already
}

func newShell(c *connection, channel ssh.Channel) *shell {
	m, _ := mannersOf(c.device.Platform, c.device.User)
	quirks := &c.device.Quirks
	m.more, m.erase = cmp.Or(quirks.More, m.more), cmp.Or(quirks.Erase, m.erase)
	if quirks.RefuseWith != "" {
		m.refuse = crlf(quirks.RefuseWith) + "\r\n"
	}
	return &shell{
		c: c, channel: channel, in: bufio.NewReader(channel), m: m, tape: c.tape, line: m.redraw == "",
		asa:        c.device.Platform == "cisco-asa",
		privileged: m.free || !c.device.limited(),
		rows:       24, name: c.device.hostname(), logging: quirks.Syslog != "",
	}
}

// run talks until the user leaves or the connection ends. Leaving closes the
// whole connection, as these devices do.
func (s *shell) run() {
	defer func() { _ = s.c.tcp.Close() }()
	defer func() { _ = s.channel.Close() }()
	if motd := s.c.device.Quirks.Motd; motd != "" {
		s.print("\r\n" + crlf(motd))
	}
	if s.c.device.Quirks.Disclaimer && !s.disclaim() {
		return
	}
	s.print(s.m.hello)
	for {
		if !s.unprompted { // else it stands above a log message
			s.print(s.prompt())
		}
		s.unprompted = false
		line, err := s.readLine(true)
		if err != nil {
			return
		}
		s.c.server.record(line)
		if !s.run1(line) {
			return
		}
		s.name = cmp.Or(s.c.device.Quirks.Becomes[line], s.name)
		if s.logging && line != "" {
			s.print(s.prompt() + "\r\n" + s.c.device.Quirks.Syslog + "\r\n")
			s.unprompted = true
		}
		if text := s.c.device.Quirks.Instead[line]; text != "" {
			s.print(text)
			s.wait()
			return
		}
	}
}

// prompt is the name with what the platform puts around it.
func (s *shell) prompt() string {
	mark := s.m.user
	if s.privileged {
		mark = s.m.privileged
	}
	return s.m.before + s.name + s.context + s.m.behind + mark
}

// wait records what is typed until the connection ends.
func (s *shell) wait() {
	for {
		line, err := s.readLine(false)
		if err != nil {
			return
		}
		s.c.server.record(line)
	}
}

// disclaim shows a disclaimer and waits until it is accepted, as FortiOS does.
func (s *shell) disclaim() bool {
	s.print("\r\n# Authorised use only #\r\n\r\n(Press 'a' to accept):")
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return false
		}
		if b == 'a' {
			return s.print("\r\n")
		}
	}
}

// run1 runs one command line. It reports whether the shell goes on.
func (s *shell) run1(line string) bool {
	quirks := &s.c.device.Quirks
	command := strings.Join(strings.Fields(line), " ")
	word, _, _ := strings.Cut(command, " ")
	switch {
	case command == "":
		return true
	case slices.Contains(quirks.Hang, command):
		_, _ = io.Copy(io.Discard, s.in)
		return false
	case slices.Contains(quirks.Refuse, command):
		return s.refuse()
	case command == "exit" || command == "logout" || command == "quit" || command == "/quit":
		s.print(s.m.bye)
		return false
	case word == "enable":
		return s.enable(strings.TrimPrefix(strings.TrimPrefix(command, "enable"), " "))
	case command == "disable":
		s.privileged = false
		return true
	case word == "terminal", strings.HasPrefix(command, "set cli "):
		return s.terminal(command)
	case word == "sudo" && s.c.device.Platform == "fortios", s.outsideVDOM(command):
		return s.vdom(command)
	case command == "show mode" && s.asa, word == "changeto" && s.asa:
		return s.contexts(command)
	case !s.privileged && !slices.Contains(unprivileged, command):
		return s.invalid(command)
	}
	return s.show(command)
}

// unprivileged are the commands that need no enable.
var unprivileged = []string{"show version", "show clock", "show clock detail"}

// show plays the answer to a command.
func (s *shell) show(command string) bool {
	out, known := s.tape.play(command)
	if !known {
		return s.invalid(command)
	}
	text := out.Text
	if text != "" && !strings.HasSuffix(text, "\n") && out.Status != collector.Truncated {
		text += "\n"
	}
	if !s.page(s.interrupted(text)) {
		return false
	}
	switch out.Status {
	case collector.TimedOut:
		_, _ = io.Copy(io.Discard, s.in)
		return false
	case collector.Truncated:
		return false
	case collector.Refused:
		if out.Text == "" {
			return s.refuse()
		}
	}
	return true
}

// terminal handles the settings of this session.
func (s *shell) terminal(command string) bool {
	refused := s.c.device.Quirks.RefusePagerOff
	if command == s.m.redraw {
		s.line = true
	}
	switch {
	case command == s.m.pagerOff && !refused && (s.privileged || !s.asa):
		s.rows = 0
		return true
	case slices.Contains(s.m.quietly, command):
		s.logging = s.logging && command != "terminal no monitor"
		return true
	case refused && (s.privileged || !s.asa) && (command == s.m.pagerOff || !s.asa):
		return s.refuse()
	}
	return s.invalid(command)
}

// contexts answers what an ASA is asked about its security contexts.
func (s *shell) contexts(command string) bool {
	device := s.c.device
	if command == "show mode" {
		if len(device.Contexts) == 0 {
			return s.print("Security context mode: single\r\n")
		}
		return s.print("Security context mode: multiple\r\n")
	}
	name := strings.TrimPrefix(command, "changeto context ")
	capture, known := device.Contexts[name]
	switch {
	case len(device.Contexts) == 0:
		return s.invalid(command)
	case device.Quirks.RefuseContexts:
		return s.refuse()
	case !known:
		return s.print("ERROR: Context does not exist\r\n")
	}
	s.context, s.tape = "/"+name, &tape{platform: device.Platform, outputs: capture.Outputs, asked: map[string]int{}}
	return true
}

// refuse is what a device with command authorisation says.
func (s *shell) refuse() bool { return s.print(s.m.refuse) }

// invalid points at the first word that is not understood.
func (s *shell) invalid(command string) bool {
	if !s.m.marker {
		return s.print(s.m.invalid)
	}
	at := len(s.prompt())
	if verb, _, found := strings.Cut(command, " "); found && verb == "show" {
		at += len("show ")
	}
	return s.print(strings.Repeat(" ", at) + "^\r\n" + s.m.invalid)
}

func (s *shell) print(text string) bool {
	_, err := io.WriteString(s.channel, text)
	return err == nil
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
