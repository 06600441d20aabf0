package recognise

import "strings"

// strangers are paragraphs that nobody recognised. To show one to every step
// takes as long as to parse thirty lines, and a text of another tool has very
// many of them.
type strangers struct {
	shapes map[shape]bool
	last   shape
	row    int // how many there were since something was recognised
}

const (
	// manyStrangers in a row are no dialogue with a device: after them a single
	// line between blank ones is not tried.
	manyStrangers = 1000
	// mostShapes bounds what is remembered.
	mostShapes = 100_000
)

// before reports whether a paragraph is a stranger by its shape.
func (s *strangers) before(lines []string) bool {
	all, content := uint64(fnvOffset), 0
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			all, content = (all^uint64(shapeOf(line)))*fnvPrime, content+1
		}
	}
	s.last = shape(all)
	return s.shapes[s.last] || s.row >= manyStrangers && content < 2
}

// note keeps what came of the paragraph last asked for.
func (s *strangers) note(unknown bool) {
	if !unknown {
		s.row = 0
		return
	}
	s.row++
	if len(s.shapes) < mostShapes {
		s.shapes[s.last] = true
	}
}
