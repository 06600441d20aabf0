package simulator

import "strings"

// An Echo is how a command line shows what is typed.
type Echo int

// The kinds of echo.
const (
	EchoTyped      Echo = iota // each byte as it is typed
	EchoPrompted               // the whole line behind a new prompt, after return
	EchoLate                   // the whole line, after return
	EchoWrapped                // a new line at the width
	EchoReturned               // a blank and a carriage return at the width, as a Unix line editor does
	EchoScrolled               // "$" and the end of the line at the width, as IOS and the ASA do
	EchoBackspaced             // blanks and backspaces in between, as Junos does
	EchoNone                   // nothing but the new line
)

// echo shows one more byte of the line that is being typed.
func (s *shell) echo(line []byte) {
	text, full := string(line), s.column(line) > 0 && s.column(line)%max(1, s.c.device.Quirks.Width) == 0
	last := text[len(text)-1:]
	switch s.c.device.Quirks.Echo {
	case EchoPrompted, EchoLate, EchoNone:
		return
	case EchoWrapped:
		if full {
			last = "\r\n" + last
		}
	case EchoReturned:
		if full {
			last = " \r" + last
		}
	case EchoScrolled:
		if full {
			cut := min(len(text)-1, 10)
			last = strings.Repeat("\b", len(text)-1) + "$" + text[len(text)-cut:] + strings.Repeat(" ", len(text)-cut) + strings.Repeat("\b", len(text)-cut)
		}
	case EchoBackspaced:
		last = "   \b\b\b" + last
	}
	if !s.line {
		last = "\r" + s.prompt() + text
	}
	s.print(last)
}

// column is where the next byte would stand, counted from the width on.
func (s *shell) column(line []byte) int {
	if s.c.device.Quirks.Width == 0 {
		return 0
	}
	return len(s.prompt()) + len(line) - 1
}

// entered shows what comes with the return key.
func (s *shell) entered(line []byte) {
	switch s.c.device.Quirks.Echo {
	case EchoPrompted:
		s.print("\r\n" + s.prompt() + string(line))
	case EchoLate:
		s.print(string(line))
	}
	s.print("\r\n")
}
