package recognise

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// marks tell which lines of a text were understood.
type marks interface {
	Taken(line int) bool
	Len() int
}

// shape is a line without its numbers and blanks: two lines of one shape differ
// in what is counted, not in what is said. It is a hash (FNV-1a) of the words
// that hold no digit, and of the marks between them.
type shape uint64

const fnvOffset, fnvPrime = 14695981039346656037, 1099511628211

// The classes of bytes in a shape.
const (
	other = iota
	letter
	digit
	blank
)

var classOf = classes()

func classes() (out [256]byte) {
	for c := range out {
		switch {
		case c >= '0' && c <= '9':
			out[c] = digit
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= 0x80, c == '_':
			out[c] = letter
		case c <= ' ':
			out[c] = blank
		}
	}
	return out
}

func shapeOf(line string) shape {
	all := uint64(fnvOffset)
	for i := 0; i < len(line); {
		class := classOf[line[i]]
		if class == blank {
			i++
			continue
		}
		word, digits := uint64(fnvOffset), false
		if class == other {
			word = (word ^ uint64(line[i])) * fnvPrime
			i++
		}
		for ; class != other && i < len(line); i++ {
			c := classOf[line[i]]
			if c != letter && c != digit {
				break
			}
			digits = digits || c == digit
			word = (word ^ uint64(line[i])) * fnvPrime
		}
		if digits {
			word = 1 // any word with a digit is as good as any other
		}
		all = (all ^ word) * fnvPrime
	}
	return shape(all)
}

// samples is how many windows of a long text teach which shapes a step reads.
const samples = 8

// shapes are those of the lines that a step understood.
type shapes map[shape]bool

// learn reads windows of a long text, the start and the end among them.
func (r reading) learn(text string) shapes {
	known := shapes{}
	for part := range samples {
		t := scan.New(r.step.Command, lines(text, (len(text)-window)/(samples-1)*part))
		r.step.Parse(t, &ipsec.Snapshot{})
		for n := range t.Len() {
			if t.Taken(n) {
				known[shapeOf(t.Line(n))] = true
			}
		}
	}
	return known
}

// A seen text says which of its lines have a shape that a step reads.
type seen []bool

func (s seen) Taken(line int) bool { return s[line] }
func (s seen) Len() int            { return len(s) }

// estimate is what a step understands of a long text as far as the shapes of
// its lines tell: at least this, and at a fifth of the cost of reading it. A line
// of a shape that no sample held counts as one that was not understood.
func (r reading) estimate(text string) reading {
	known := r.learn(text)
	marked := make(seen, 0, strings.Count(text, "\n")+1)
	r.read, r.content = 0, 0
	for more := true; more; {
		var line string
		line, text, more = strings.Cut(text, "\n")
		content := strings.TrimLeft(line, " \t\r") != ""
		ok := content && known[shapeOf(line)]
		if content {
			r.content++
		}
		if ok {
			r.read++
		}
		marked = append(marked, ok)
	}
	r.taken = marked
	return r
}
