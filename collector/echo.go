package collector

import "strings"

// render plays one line through a small terminal: carriage return, backspace,
// cursor left and right, erase to the end. It is how a pager's erasure, a
// redrawn command line and escape sequences are read as a person sees them.
// Blanks that an erasure leaves at the end are dropped.
func render(line string) string {
	if !strings.ContainsAny(line, "\r\b\x1b\x00\a") {
		return line
	}
	screen, column := []byte{}, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '\r':
			column = 0
		case '\b':
			column = max(0, column-1)
		case '\x1b':
			var used int
			screen, column, used = control(screen, column, line[i:])
			i += used - 1
		default:
			if c < ' ' && c != '\t' {
				continue
			}
			for len(screen) <= column {
				screen = append(screen, ' ')
			}
			screen[column] = c
			column++
		}
	}
	return strings.TrimRight(string(screen), " ")
}

// maxColumn bounds where a sequence may move the cursor to: a hostile device
// could otherwise make a short line take any amount of memory.
const maxColumn = 4096

// control applies one escape sequence at the start of s and returns how many
// bytes it has. Sequences that move nothing on the line are dropped.
func control(screen []byte, column int, s string) ([]byte, int, int) {
	if len(s) < 2 || s[1] != '[' {
		return screen, column, min(2, len(s))
	}
	number, i := 0, 2
	for i < len(s) && (s[i] < '@' || s[i] > '~') {
		if '0' <= s[i] && s[i] <= '9' && number < 1000 {
			number = number*10 + int(s[i]-'0')
		}
		i++
	}
	if i == len(s) {
		return screen, column, i
	}
	switch s[i] {
	case 'D':
		column = max(0, column-max(1, number))
	case 'C':
		column = max(column, min(column+max(1, number), maxColumn))
	case 'K':
		screen = erase(screen, column, number)
	}
	return screen, column, i + 1
}

// erase is CSI K: 0 to the end of the line, 1 up to the cursor, 2 all.
func erase(screen []byte, column, mode int) []byte {
	column = min(column, len(screen))
	switch mode {
	case 0:
		return screen[:column]
	case 1:
		for i := range column {
			screen[i] = ' '
		}
		return screen
	}
	return screen[:0]
}

// plain returns an output as text: line ends CR LF, CR CR LF and LF CR become
// LF, and every line is rendered.
func plain(raw string) string {
	if !strings.ContainsAny(raw, "\r\b\x1b\x00\a") {
		return raw
	}
	var out strings.Builder
	out.Grow(len(raw))
	for len(raw) > 0 {
		line, rest, found := strings.Cut(raw, "\n")
		out.WriteString(render(strings.TrimRight(line, "\r")))
		if found {
			out.WriteByte('\n')
		}
		raw = rest
	}
	return out.String()
}

// echoLines bounds how far down the echo of a command is looked for: what is
// left over from before may stand above it. Further down than bareLines only a
// line that begins with the prompt is one.
const echoLines, bareLines = 24, 4

// afterEcho returns the raw text after the line that echoes the command, and
// whether there was one. White space is ignored: some devices redraw the line.
func afterEcho(raw, command, prompt string) (string, bool) {
	rest := raw
	for i := range echoLines {
		line, below, found := strings.Cut(rest, "\n")
		if !found {
			break
		}
		if i < bareLines {
			if after, echoed := echoAt(line, below, command, prompt); echoed {
				return after, true
			}
		} else if isEcho(render(strings.TrimRight(line, "\r")), prompt+command, prompt) {
			return below, true
		}
		rest = below
	}
	return raw, false
}

// wrappedLines is how many lines an echo may take that a narrow terminal
// breaks.
const wrappedLines = 3

// echoAt returns what follows the echo if it begins with this line.
func echoAt(line, below, command, prompt string) (string, bool) {
	shown := render(strings.TrimRight(line, "\r"))
	if isEcho(shown, command, prompt) || isEcho(withoutControls(line), command, prompt) || isScrolled(shown, command, prompt) {
		return below, true
	}
	for range wrappedLines - 1 {
		// Only as long as it is the beginning of the command: an empty line, or
		// one that says something, is none.
		if start := strings.TrimPrefix(squeeze(shown), squeeze(prompt)); start == "" || !strings.HasPrefix(squeeze(command), start) {
			return "", false
		}
		next, rest, found := strings.Cut(below, "\n")
		if !found {
			return "", false
		}
		shown, below = shown+render(strings.TrimRight(next, "\r")), rest
		if isEcho(shown, command, prompt) {
			return below, true
		}
	}
	return "", false
}

// withoutControls is a line as a terminal shows it that goes to a new line at
// its right edge: there "blank, carriage return" goes on and overwrites nothing.
func withoutControls(line string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' {
			return -1
		}
		return c
	}, line)
}

// isScrolled reports whether a line is what an editor shows that scrolls a long
// command to the left: "$" and its end (IOS, ASA).
func isScrolled(line, command, prompt string) bool {
	end, scrolled := strings.CutPrefix(strings.TrimPrefix(squeeze(line), squeeze(prompt)), "$")
	return scrolled && len(end) >= 4 && strings.HasSuffix(squeeze(command), end)
}

func isEcho(line, command, prompt string) bool {
	line = squeeze(line)
	return line == squeeze(command) || line == squeeze(prompt+command)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
