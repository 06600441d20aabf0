package explain

import (
	"slices"
	"strings"

	"ipsec-diag/inventory"
)

// How an answer was found.
const (
	ByName   = "name"   // a name, exactly
	ByLine   = "line"   // a log line that holds a known message
	ByTypo   = "typo"   // the nearest name
	BySearch = "search" // words in the texts
)

// mostFound is how many answers a search returns.
const mostFound = 12

// An Answer is what was found for a question.
type Answer struct {
	How   string  `json:"how"`
	Items []*Item `json:"items"`
	// Near are the names that are nearest to a mistyped one.
	Near []string `json:"near,omitempty"`
	// Inside are things with cards of their own that a line holds.
	Inside []*Item `json:"inside,omitempty"`
	// Read is what the log parsers make of a line.
	Read []Reading `json:"read,omitempty"`
}

// Ask answers a question. Words for a kind or a platform before the name
// narrow it: "cisco-asa READY", "rule dpd-timeout". Platform does the same.
func (l *Library) Ask(query, platform string) Answer {
	query = strings.TrimSpace(query)
	n := narrowing{platform: platform}
	if asked := bareQuestion(query); asked != query && len(l.byName(asked, n)) > 0 {
		query = asked
	}
	if a := l.ask(query, n); len(a.Items) > 0 && a.How != BySearch && a.How != ByTypo {
		return a
	}
	if rest, narrowed := l.narrow(query, n); rest != query {
		if rest == "" {
			return Answer{How: ByName, Items: l.all(narrowed)}
		}
		if a := l.ask(rest, narrowed); len(a.Items) > 0 {
			return a
		}
	}
	return l.ask(query, n)
}

// bareQuestion takes "what is ..?" and the like off a question.
func bareQuestion(query string) string {
	words := strings.Fields(strings.TrimRight(query, "?! "))
	for len(words) > 1 && noise[strings.ToLower(words[0])] {
		words = words[1:]
	}
	if last := len(words) - 1; last > 0 && strings.HasPrefix(strings.ToLower(words[last]), "mean") {
		words = words[:last]
	}
	return strings.Join(words, " ")
}

// AskFor answers a question about one kind of items.
func (l *Library) AskFor(kind, query string) Answer {
	return l.ask(strings.TrimSpace(query), narrowing{kind: kind})
}

// ask tries names, then lines, then typing errors, then the texts.
func (l *Library) ask(query string, n narrowing) Answer {
	if query == "" {
		return Answer{How: BySearch}
	}
	if items := l.byName(query, n); len(items) > 0 {
		return Answer{How: ByName, Items: items, Inside: l.inside(query, items)}
	}
	if a := l.line(query, n); len(a.Items) > 0 {
		return a
	}
	if items, near := l.near(query, n); len(items) > 0 {
		return Answer{How: ByTypo, Items: items, Near: near}
	}
	if strings.Contains(query, "%") && len(ids(query)) > 0 {
		return Answer{How: BySearch} // a message that is not known: words of others would mislead
	}
	items := slices.DeleteFunc(l.index.search(query), func(i *Item) bool { return !n.takes(i) })
	return Answer{How: BySearch, Items: items[:min(len(items), mostFound)]}
}

// near finds names that are mistyped by a letter or three. Of a long question
// nothing is near.
func (l *Library) near(query string, n narrowing) (items []*Item, nearest []string) {
	if len([]rune(query)) < 3 || len(strings.Fields(query)) > 4 || strings.Trim(query, "0123456789") == "" {
		return nil, nil // another number is another message
	}
	var candidates []string
	for _, i := range l.Items {
		if n.takes(i) {
			for _, name := range names(i) {
				candidates = append(candidates, folded(name))
			}
		}
	}
	close := inventory.Nearest(folded(query), candidates)
	told := map[string]bool{}
	for _, i := range l.Items {
		if !n.takes(i) {
			continue
		}
		at := slices.IndexFunc(names(i), func(name string) bool { return slices.Contains(close, folded(name)) })
		if at < 0 {
			continue
		}
		items = append(items, i)
		if name := names(i)[at]; !told[folded(name)] {
			told[folded(name)], nearest = true, append(nearest, name)
		}
	}
	return items, nearest
}

// nearest puts the nearest known word for a word that stands in no text.
func (x *index) nearest(words []string) []string {
	var all []string
	out := make([]string, 0, len(words))
	for _, w := range words {
		if x.within[w] == 0 && len(w) > 5 && strings.Trim(w, "0123456789") != "" {
			if all == nil {
				for word := range x.within {
					all = append(all, word)
				}
				slices.Sort(all)
			}
			if close := inventory.Nearest(w, all); len(close) > 0 {
				w = close[0]
			}
		}
		out = append(out, w)
	}
	return out
}
