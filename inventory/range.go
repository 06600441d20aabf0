package inventory

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxMembers bounds what ranges stand for: a slip like [1-99999999] must not
// eat the machine.
const maxMembers = 10000

// Expand returns what a text with ranges stands for: "br[001-120]", "fw[a-c]",
// "10.0.[1-8,12].1". A text with several ranges counts like a clock, the last
// range fastest; one without ranges stands for itself.
func Expand(text string) ([]string, error) {
	out := []string{""}
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "[")
		if strings.Contains(before, "]") {
			return nil, fmt.Errorf(`%q has a "]" without a "["`, text)
		}
		members := []string{""}
		if found {
			inside, behind, closed := strings.Cut(after, "]")
			if !closed {
				return nil, fmt.Errorf(`%q has a "[" without a "]"`, text)
			}
			var err error
			if members, err = rangeMembers(inside); err != nil {
				return nil, fmt.Errorf("range [%s] in %q %w", inside, text, err)
			}
			after = behind
		}
		if len(out)*len(members) > maxMembers {
			return nil, fmt.Errorf("%q stands for more than %d devices", text, maxMembers)
		}
		out, rest = join(out, before, members), after
	}
	return out, nil
}

func join(heads []string, between string, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, head := range heads {
		for _, tail := range tails {
			out = append(out, head+between+tail)
		}
	}
	return out
}

// rangeMembers reads what stands in the brackets: "001-120", "a-f", "1,3,7-9".
func rangeMembers(inside string) (out []string, err error) {
	for _, part := range strings.Split(inside, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		members, err := between(first, last)
		if err != nil {
			return nil, err
		}
		if out = append(out, members...); len(out) > maxMembers {
			return nil, fmt.Errorf("stands for more than %d devices", maxMembers)
		}
	}
	if len(out) < 2 {
		return nil, errors.New("stands for one device; write it without brackets")
	}
	return out, nil
}

var errNoRange = errors.New(`is none; write numbers like [001-120], letters like [a-f], or both in a list like [1,3,7-9]`)

// between counts from the first to the last member. Numbers keep their width.
func between(first, last string) (out []string, err error) {
	if isLetter(first) && isLetter(last) {
		if (first < "a") != (last < "a") {
			return nil, errors.New("goes from small to capital letters")
		}
		if first > last {
			return nil, errBackwards
		}
		for c := first[0]; c <= last[0]; c++ {
			out = append(out, string(rune(c)))
		}
		return out, nil
	}
	from, err1 := strconv.ParseUint(first, 10, 32)
	to, err2 := strconv.ParseUint(last, 10, 32)
	switch {
	case err1 != nil || err2 != nil:
		return nil, errNoRange
	case from > to:
		return nil, errBackwards
	case to-from >= maxMembers:
		return nil, fmt.Errorf("stands for more than %d devices", maxMembers)
	case (padded(first) || padded(last)) && len(first) != len(last):
		return nil, fmt.Errorf("writes its numbers with %d and with %d digits", len(first), len(last))
	}
	width := 0
	if padded(first) {
		width = len(first)
	}
	for n := from; n <= to; n++ {
		out = append(out, fmt.Sprintf("%0*d", width, n))
	}
	return out, nil
}

var errBackwards = errors.New("runs backwards")

func isLetter(s string) bool {
	return len(s) == 1 && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}

func padded(number string) bool { return len(number) > 1 && number[0] == '0' }
