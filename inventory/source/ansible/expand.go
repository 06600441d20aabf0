package ansible

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxHosts bounds what one pattern may stand for.
const maxHosts = 10000

var errRange = errors.New("a range of hosts is [FIRST:LAST] or [FIRST:LAST:STEP], of numbers or of single letters")

// expand returns the hosts of a pattern with ranges: "www[01:50:2].example.com".
// Both ends belong to it; a number that begins with 0 keeps its width.
func expand(pattern string) ([]string, error) {
	before, rest, found := strings.Cut(pattern, "[")
	if !found {
		return []string{pattern}, nil
	}
	inside, behind, found := strings.Cut(rest, "]")
	if !found {
		return nil, errRange
	}
	members, err := rangeMembers(inside)
	if err != nil {
		return nil, err
	}
	tails, err := expand(behind)
	if err != nil {
		return nil, err
	}
	if len(members)*len(tails) > maxHosts {
		return nil, fmt.Errorf("the range stands for more than %d hosts", maxHosts)
	}
	var out []string
	for _, m := range members {
		for _, tail := range tails {
			out = append(out, before+m+tail)
		}
	}
	return out, nil
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func rangeMembers(inside string) ([]string, error) {
	parts := strings.Split(inside, ":")
	if len(parts) < 2 || len(parts) > 3 || parts[1] == "" {
		return nil, errRange
	}
	first, last, step := parts[0], parts[1], 1
	if first == "" {
		first = "0"
	}
	if len(parts) == 3 {
		n, err := strconv.Atoi(parts[2])
		if err != nil || n < 1 {
			return nil, errRange
		}
		step = n
	}
	if len(first) == 1 && len(last) == 1 {
		from, to := strings.Index(letters, first), strings.Index(letters, last)
		if from >= 0 && to >= 0 {
			return count(from, to, step, func(i int) string { return letters[i : i+1] })
		}
	}
	from, err1 := strconv.ParseUint(first, 10, 31)
	to, err2 := strconv.ParseUint(last, 10, 31)
	if err1 != nil || err2 != nil {
		return nil, errRange
	}
	width := 0
	if len(first) > 1 && first[0] == '0' {
		width = len(first)
		if len(last) != width {
			return nil, errors.New("the two ends of a range that begins with 0 are of one length")
		}
	}
	return count(int(from), int(to), step, func(i int) string { return fmt.Sprintf("%0*d", width, i) })
}

func count(from, to, step int, name func(int) string) ([]string, error) {
	if from > to {
		return nil, errors.New("the range ends before it begins")
	}
	if (to-from)/step >= maxHosts {
		return nil, fmt.Errorf("the range stands for more than %d hosts", maxHosts)
	}
	var out []string
	for n := range (to-from)/step + 1 { // a huge step would overflow a sum
		out = append(out, name(from+n*step))
	}
	return out, nil
}
