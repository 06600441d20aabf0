package explain

import (
	"regexp"
	"slices"
	"strings"
)

// hole stands in a message for what varies.
const hole = "…"

// A pattern is the text of a message in small letters, cut at its holes.
type pattern []string

func compile(name string) pattern {
	return strings.Split(strings.ToLower(strings.TrimRight(name, hole+" ")), hole)
}

// match reports whether a line in small letters holds the message, and how
// many of its letters are the message's own.
func (p pattern) match(line string) (letters int, ok bool) {
	for i, part := range p {
		if part == "" {
			continue
		}
		at := strings.Index(line, part)
		if at < 0 || i == 0 && wordBefore(line, at) {
			return 0, false
		}
		line = line[at+len(part):]
		letters += len(strings.TrimSpace(part))
	}
	return letters, letters > 0
}

// wordBefore reports whether a message would begin in the middle of a word.
func wordBefore(line string, at int) bool {
	if at == 0 {
		return false
	}
	c := line[at-1]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
}

// enough is how many letters a message must have of its own to be found in the
// middle of a line.
const enough = 8

var (
	iosID = regexp.MustCompile(`%?\b([A-Z][A-Z0-9_v]+)-(?:\d-)?([A-Z][A-Z0-9_]+)\b`)
	asaID = regexp.MustCompile(`(?:%(?:ASA|FTD|PIX|FWSM)-(?:\w+-)?\d-|\b)(\d{6})\b`)
)

// ids returns the message ids in a text: mnemonics as FACILITY-NAME, numbers
// of the ASA. A number alone counts only where nothing else is asked.
func ids(text string) []string {
	var out []string
	for _, m := range iosID.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1]+"-"+m[2])
	}
	for _, m := range asaID.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[0], "%") || m[0] == strings.TrimSpace(text) {
			out = append(out, m[1])
		}
	}
	return out
}

// idOf returns the id that a name of a message is, or "".
func idOf(name string) string {
	if found := ids(name); len(found) == 1 {
		return found[0]
	}
	return ""
}

// A lineMatch is a message that a line holds.
type lineMatch struct {
	item    *Item
	letters int
}

// byLine finds the message that a pasted line is: by its text, and by its id.
// Where the id is known its platform decides which texts count.
func (l *Library) byLine(line string) (texts, named []*Item) {
	wanted := ids(line)
	platform := ""
	for _, k := range l.index.messages {
		if slices.ContainsFunc(wanted, func(id string) bool { return slices.Contains(k.ids, id) }) {
			named = append(named, k.item)
			platform = k.item.Platform
		}
	}
	line = strings.ToLower(line)
	var best []lineMatch
	for _, k := range l.index.messages {
		if platform != "" && !of(platform, k.item.Platform) {
			continue
		}
		if letters := k.letters(line); letters >= enough {
			best = append(best, lineMatch{k.item, letters})
		}
	}
	return most(best), named
}

// A known message is an item with the ids and the patterns of its names.
type known struct {
	item     *Item
	ids      []string
	patterns []pattern
}

func newKnown(i *Item) *known {
	k := &known{item: i}
	for _, name := range names(i) {
		if id := idOf(name); id != "" {
			k.ids = append(k.ids, id)
			continue
		}
		k.patterns = append(k.patterns, compile(name))
	}
	return k
}

// letters are how many letters of a line, in small letters, are the message's.
func (k *known) letters(line string) int {
	most := 0
	for _, p := range k.patterns {
		if letters, ok := p.match(line); ok {
			most = max(most, letters)
		}
	}
	return most
}

// most keeps the matches with the most letters.
func most(list []lineMatch) []*Item {
	top := 0
	for _, m := range list {
		top = max(top, m.letters)
	}
	var out []*Item
	for _, m := range list {
		if m.letters == top {
			out = append(out, m.item)
		}
	}
	return out
}

// names are the name of an item and its other names.
func names(i *Item) []string { return append([]string{i.Name}, i.Also...) }
