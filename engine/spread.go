package engine

import "time"

// A Spread tells how regular the lives of a tunnel were: their number, their
// sum and the sum of their squares in seconds.
type Spread struct {
	n, sum, squares int64
}

// EnoughLives is the number from which the spread of lives says something
// (knowledge file, section E.3).
const EnoughLives = 4

// SpreadOf returns the spread of finished lives whose length is known.
func SpreadOf(lives []Life) Spread {
	var s Spread
	for _, l := range lives {
		if d, ok := l.Lasted(); ok {
			t := int64(d / time.Second)
			s.n, s.sum, s.squares = s.n+1, s.sum+t, s.squares+t*t
		}
	}
	return s
}

// Irregular reports whether no timer makes the lives: four or more with a
// coefficient of variation above 0.5, or three with one above 0.6 (knowledge
// file, section E.3). Squares are compared, so that no fraction takes part.
func (s Spread) Irregular() bool {
	switch {
	case s.n >= EnoughLives:
		return s.above(1, 2)
	case s.n == EnoughLives-1:
		return s.above(3, 5)
	}
	return false
}

// above reports whether the coefficient of variation is above a/b: the variance
// n*squares - sum^2 over n*(n-1), against the mean squared, sum^2 over n^2.
func (s Spread) above(a, b int64) bool {
	return b*b*s.n*(s.n*s.squares-s.sum*s.sum) > a*a*(s.n-1)*s.sum*s.sum
}
