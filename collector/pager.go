package collector

// maxPages bounds the answers to a pager within one output.
const maxPages = 20_000

// pagerTail is how much of the end is looked at for a pager's text.
const pagerTail = 80

// cutPager returns the buffer without the pager's text when it ends in one.
// The device then erases that text on its terminal with backspaces or with
// carriage return and blanks; since the text is gone the erasure moves over an
// empty line, which [render] leaves as it is.
func (s *syntax) cutPager(buf []byte) ([]byte, bool) {
	line := lastLine(buf)
	tail := line[max(0, len(line)-pagerTail):]
	if len(tail) == 0 {
		return buf, false
	}
	at := s.pager.FindIndex(tail)
	if at == nil {
		return buf, false
	}
	return buf[:len(buf)-len(tail)+at[0]], true
}
