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
var keyAt = regexp.MustCompile(`(?:^|\s{2,}|\s)([A-Z][A-Za-z0-9/]*(?: [A-Z][A-Za-z0-9/]*){0,3}(?: ?\([A-Z]\))?) *:`)

// pairs splits a line such as "Type    : L2L             Role    : initiator".
// Values may be empty and may hold blanks, so the keys' positions decide.
func pairs(line string) []pair {
	found := slices.DeleteFunc(keyAt.FindAllStringSubmatchIndex(line, -1), func(m []int) bool {
		return m[1] < len(line) && line[m[1]] != ' ' && line[m[1]] != '\t'
	})
	if len(found) == 0 || found[0][2] != 0 {
		return nil
	}
	// "Encryption   : IKEv2: (1)AES256  IPsec: (1)AES256" has one key only.
	found = slices.DeleteFunc(found, func(m []int) bool {
		return m[0] > 0 && len(line) > m[1]+1 && strings.HasPrefix(strings.TrimLeft(line[m[1]:], " "), "(") && strings.ContainsAny(line[m[1]:min(len(line), m[1]+3)], "0123456789")
	})
	var out []pair
	for i, m := range found {
		if key := line[m[2]:m[3]]; i > 0 {
			m[2] = m[3] - len(secondKey(key))
			m[0] = m[2]
		}
	}
	for i, m := range found {
		end := len(line)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		out = append(out, pair{line[m[2]:m[3]], strings.TrimSpace(line[min(m[1], end):end])})
	}
	return out
}

// secondKeys are the keys that stand behind another on their line.
var secondKeys = []string{
	"Role", "State", "Hash", "Hashing", "Lifetime", "Lifetime Remaining", "Auth", "Auth Mode", "Loc Auth Mode", "Rem Auth Mode",
	"UDP Dst Port", "Rekey Left(T)", "Rekey Left(D)", "D/H Group", "PFS Group", "Idle TO Left", "Bytes Rx", "Pkts Rx", "Pkts Rx Drop",
	"IP Addr", "Encapsulation", "Filter Name",
}

// secondKey returns the key at the end of the text before a second colon. Where
// a paste has one blank between the columns, the words of the first value stand
// before it: "Main Auth Mode".
func secondKey(text string) string {
	longest := ""
	for _, key := range secondKeys {
		if len(key) > len(longest) && len(text) > len(key) && strings.HasSuffix(text, key) && text[len(text)-len(key)-1] == ' ' {
			longest = key
		}
	}
	if longest == "" || slices.Contains(secondKeys, text) {
		return text
	}
	return longest
}
