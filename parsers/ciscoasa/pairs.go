package ciscoasa

import (
	"regexp"
	"slices"
	"strings"
)

// A pair is one "key : value" of a line.
type pair struct{ key, value string }

// keyAt finds the keys of a line with one or two pairs: a key begins the line
// or follows two blanks, and its colon is followed by a blank or the line's end.
var keyAt = regexp.MustCompile(`(?:^|\s{2,}|\s)([A-Z][A-Za-z0-9/]*(?: [A-Z][A-Za-z0-9/]*){0,3}(?: ?\([A-Z]\))?) *:(?:\s|$)`)

// pairs splits a line such as "Type    : L2L             Role    : initiator".
// Values may be empty and may hold blanks, so the keys' positions decide.
func pairs(line string) []pair {
	found := keyAt.FindAllStringSubmatchIndex(line, -1)
	if len(found) == 0 || found[0][2] != 0 {
		return nil
	}
	// "Encryption   : IKEv2: (1)AES256  IPsec: (1)AES256" has one key only.
	found = slices.DeleteFunc(found, func(m []int) bool {
		return m[0] > 0 && len(line) > m[1]+1 && line[m[1]] == '(' && line[m[1]+1] >= '0' && line[m[1]+1] <= '9'
	})
	var out []pair
	for i, m := range found {
		end := len(line)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		out = append(out, pair{line[m[2]:m[3]], strings.TrimSpace(line[min(m[1], end):end])})
	}
	return out
}
