package simulator

import "strings"

// Keys of a terminal.
const (
	ctrlC     = 0x03
	backspace = 0x08
	ctrlU     = 0x15
	del       = 0x7f
)

// readLine reads what is typed up to a return and echoes it byte by byte.
func (s *shell) readLine(echo bool) (string, error) {
	var line []byte
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return "", err
		}
		afterReturn := s.sawReturn
		s.sawReturn = b == '\r'
		switch b {
		case '\n':
			if afterReturn {
				continue
			}
			fallthrough
		case '\r':
			if !echo {
				s.print("\r\n")
			} else {
				s.entered(line)
			}
			return string(line), nil
		case ctrlC:
			s.print("\r\n")
			return "", nil
		case ctrlU:
			s.print(strings.Repeat("\b \b", len(line)))
			line = nil
		case backspace, del:
			if len(line) > 0 {
				line = line[:len(line)-1]
				s.print("\b \b")
			}
		default:
			line = append(line, b)
			if echo {
				s.echo(line)
			}
		}
	}
}

// page prints output, a page at a time unless the pager is off. It reports
// whether the shell goes on.
func (s *shell) page(text string) bool {
	if s.rows == 0 {
		return s.c.send(s.channel, crlf(text))
	}
	left := s.rows - 1
	if !s.c.hesitate(text) {
		return false
	}
	for line := range strings.Lines(text) {
		if left == 0 {
			var more bool
			if left, more = s.more(); left < 0 {
				return false
			} else if !more {
				return true
			}
		}
		left--
		if !s.c.write(s.channel, crlf(line)) {
			return false
		}
	}
	return true
}

// more shows the pager and waits for a key: a blank for a page, return for a
// line, anything else to stop. The pager's text is erased as the device does,
// with backspaces or by overwriting. It returns -1 when the connection ended.
func (s *shell) more() (lines int, more bool) {
	s.print(s.m.more)
	key, err := s.in.ReadByte()
	if err != nil {
		return -1, false
	}
	s.print(s.m.erase)
	switch key {
	case ' ':
		return s.rows - 1, true
	case '\r', '\n':
		return 1, true
	}
	return 0, false
}
