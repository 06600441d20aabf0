package redact

import "strings"

// wordPrefix is how much of a word the search looks at first: the length of
// the shortest one.
const wordPrefix = 3

// A search finds words in a text whatever their case, all in one pass (the
// algorithm of Wu and Manber, 1994). Outputs have up to 12 MB: looking for one
// word after another took longer than reading them from the device.
type search struct {
	// skip says for two bytes how far on the next place is where a word's
	// prefix could end. Both cases stand in it, so that nothing is folded.
	skip [1 << 16]uint8
	// ending are the words by the last two bytes of their prefix: see slot.
	ending [1 << 10][]word
}

// A word is what at least one rule needs; rules has a bit for each of them.
type word struct {
	text  string
	rules uint64
}

// newSearch prepares for words in lower case, each of at least wordPrefix bytes.
func newSearch(words []word) *search {
	s := &search{}
	for i := range s.skip {
		s.skip[i] = wordPrefix - 1
	}
	for _, w := range words {
		i := slot(w.text)
		s.ending[i] = append(s.ending[i], w)
		for at := 1; at < wordPrefix; at++ {
			s.lower(w.text[at-1], w.text[at], uint8(wordPrefix-1-at))
		}
	}
	return s
}

// lower notes that behind these two bytes, in either case, the prefix of a word
// ends so far on.
func (s *search) lower(a, b byte, skip uint8) {
	for _, x := range []byte{a, upper(a)} {
		for _, y := range []byte{b, upper(b)} {
			at := &s.skip[int(x)<<8|int(y)]
			*at = min(*at, skip)
		}
	}
}

// next returns where the first word from an index on begins and which rules
// need the words there, and -1 when there is none.
func (s *search) next(text string, from int) (at int, rules uint64) {
	for i := from + wordPrefix - 1; i < len(text); {
		if skip := s.skip[int(text[i-1])<<8|int(text[i])]; skip > 0 {
			i += int(skip)
			continue
		}
		begin := i - wordPrefix + 1
		if rules := s.at(text[begin:]); rules != 0 {
			return begin, rules
		}
		i++
	}
	return -1, 0
}

// at returns which rules need a word with which the text begins.
func (s *search) at(text string) (rules uint64) {
	for _, w := range s.ending[slot(text)] {
		if begins(text, w.text) {
			rules |= w.rules
		}
	}
	return rules
}

// slot is where words with this prefix stand. Letters of both cases have the
// same lower five bits; other bytes that share them are told apart later.
func slot(text string) int {
	return int(text[wordPrefix-2]&31)<<5 | int(text[wordPrefix-1]&31)
}

// begins reports whether a text begins with a lower-case word in any case.
func begins(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if lowerByte(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// lower is strings.ToLower for ASCII alone: it keeps the length of a line.
func lower(s string) string {
	if strings.IndexFunc(s, func(c rune) bool { return 'A' <= c && c <= 'Z' }) < 0 {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		b[i] = lowerByte(c)
	}
	return string(b)
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}
