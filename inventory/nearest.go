package inventory

import (
	"strings"
	"unicode/utf8"
)

// Closest returns the candidate that was most likely meant by a name that does
// not exist, or "" when none is close. Case counts for nothing; a candidate
// that begins with the name is the second choice.
func Closest(name string, candidates []string) string {
	want := strings.ToLower(name)
	best, least := "", allowance(utf8.RuneCountInString(want))+1
	for _, c := range candidates {
		if d := distance(want, strings.ToLower(c), least-1); d < least {
			best, least = c, d
		}
	}
	if best != "" || len(want) < 3 {
		return best
	}
	for _, c := range candidates {
		if strings.HasPrefix(strings.ToLower(c), want) {
			return c
		}
	}
	return ""
}

// Nearest returns all candidates that are as near to a mistyped name as the
// nearest one is, in their order; none when all are too far away.
func Nearest(name string, candidates []string) []string {
	want := strings.ToLower(name)
	least := allowance(utf8.RuneCountInString(want))
	var out []string
	for _, c := range candidates {
		switch d := distance(want, strings.ToLower(c), least); {
		case d < least:
			out, least = []string{c}, d
		case d == least && d > 0:
			out = append(out, c)
		}
	}
	return out
}

// allowance is how many slips of the finger a word of that length may hold.
func allowance(length int) int {
	switch {
	case length <= 4:
		return 1
	case length <= 8:
		return 2
	default:
		return 3
	}
}

// distance counts the letters to insert, drop, replace or swap with their
// neighbour to make b of a. It stops counting above limit.
func distance(a, b string, limit int) int {
	from, to := []rune(a), []rune(b)
	if diff := len(from) - len(to); diff > limit || -diff > limit {
		return limit + 1
	}
	before, last := make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(from); i++ {
		row := make([]int, len(to)+1)
		row[0] = i
		least := i
		for j := 1; j <= len(to); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(from[i-1], to[j-1]))
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last = last, row
	}
	return last[len(to)]
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
