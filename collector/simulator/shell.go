package simulator

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
)

// A shell is the command line of a Cisco device.
type shell struct {
	c          *connection
	channel    ssh.Channel
	in         *bufio.Reader
	asa        bool
	privileged bool
	rows       int // lines of a page, 0 for no pager
	sawReturn  bool
}

func newShell(c *connection, channel ssh.Channel) *shell {
	return &shell{
		c: c, channel: channel, in: bufio.NewReader(channel),
		asa:        c.device.Platform == "cisco-asa",
		privileged: c.device.EnableSecret == "" && !c.device.Quirks.NoEnable,
		rows:       24,
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
	if s.asa {
		s.print("Type help or '?' for a list of available commands.\r\n")
	} else {
		s.print("\r\n")
	}
	for {
		s.print(s.prompt())
		line, err := s.readLine(true)
		if err != nil {
			return
		}
		s.c.server.record(line)
		if !s.run1(line) {
			return
		}
	}
}

// prompt is host> or host#; an ASA puts a blank behind it.
func (s *shell) prompt() string {
	mark := ">"
	if s.privileged {
		mark = "#"
	}
	if s.asa {
		mark += " "
	}
	return s.c.device.hostname() + mark
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
	case command == "exit" || command == "logout" || command == "quit":
		if s.asa {
			s.print("\r\nLogoff\r\n\r\n")
		}
		return false
	case command == "enable":
		return s.enable()
	case command == "disable":
		s.privileged = false
		return true
	case word == "terminal":
		return s.terminal(command)
	case !s.privileged && !slices.Contains(unprivileged, command):
		return s.invalid(command)
	}
	return s.show(command)
}

// unprivileged are the commands that need no enable.
var unprivileged = []string{"show version", "show clock", "show clock detail"}

// show plays the answer to a command.
func (s *shell) show(command string) bool {
	out, known := s.c.tape.play(command)
	if !known {
		return s.invalid(command)
	}
	text := out.Text
	if text != "" && !strings.HasSuffix(text, "\n") && out.Status != collector.Truncated {
		text += "\n"
	}
	if !s.page(text) {
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
	switch command {
	case "terminal length 0":
		if !s.asa && !refused {
			s.rows = 0
			return true
		}
	case "terminal pager 0":
		if s.asa && s.privileged && !refused {
			s.rows = 0
			return true
		}
	case "terminal width 511", "terminal no monitor":
		return !s.asa || s.invalid(command)
	}
	if refused && (s.privileged || !s.asa) {
		return s.refuse()
	}
	return s.invalid(command)
}

// refuse is what a device with command authorisation says.
func (s *shell) refuse() bool {
	if s.asa {
		return s.print("ERROR: Command authorization failed\r\n")
	}
	return s.print("Command authorization failed.\r\n\r\n")
}

// invalid points at the first word that is not understood.
func (s *shell) invalid(command string) bool {
	at := len(s.prompt())
	if verb, _, found := strings.Cut(command, " "); found && verb == "show" {
		at += len("show ")
	}
	mark := strings.Repeat(" ", at) + "^\r\n"
	if s.asa {
		return s.print(mark + "ERROR: % Invalid input detected at '^' marker.\r\n")
	}
	return s.print(mark + "% Invalid input detected at '^' marker.\r\n\r\n")
}

func (s *shell) print(text string) bool {
	_, err := io.WriteString(s.channel, text)
	return err == nil
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
