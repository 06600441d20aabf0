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

// A narrowing restricts a question to a kind and a platform.
type narrowing struct{ kind, platform string }

func (n narrowing) takes(i *Item) bool {
	return (n.kind == "" || i.Kind == n.kind) && (n.platform == "" || i.Platform == "" || of(n.platform, i.Platform))
}

// families are what some platforms have in common: a kernel, an IKEv2.
var families = map[string][]string{"linux": {"strongswan", "libreswan", "vyos"}, "cisco": {"cisco-ios", "cisco-asa"}}

// of reports whether something of a platform or family is of this platform.
func of(platform, other string) bool {
	return platform == other || slices.Contains(families[other], platform)
}

// narrow takes leading words off that name a kind or a platform.
func (l *Library) narrow(query string, n narrowing) (string, narrowing) {
	for {
		word, rest, _ := strings.Cut(query, " ")
		switch low := strings.ToLower(word); {
		case n.kind == "" && len(l.index.byKind[strings.TrimSuffix(low, "s")]) > 0:
			n.kind = strings.TrimSuffix(low, "s")
		case n.platform == "" && l.isPlatform(low):
			n.platform = low
		default:
			return query, n
		}
		query = strings.TrimSpace(rest)
	}
}

func (l *Library) isPlatform(word string) bool {
	return slices.ContainsFunc(l.Items, func(i *Item) bool { return i.Platform != "" && i.Platform == word })
}

func (l *Library) all(n narrowing) []*Item {
	var out []*Item
	for _, i := range l.Items {
		if n.takes(i) && (n.platform == "" || i.Platform != "") {
			out = append(out, i)
		}
	}
	return out
}

// byName finds a name: as it is spelled, then whatever its case, hyphens and
// quotes, then a command with its words shortened.
func (l *Library) byName(query string, n narrowing) []*Item {
	for _, same := range []func(string) bool{
		func(name string) bool { return name == query },
		func(name string) bool { return folded(name) == folded(query) },
		func(name string) bool { return isID(query, name) || slices.Contains(shorter(name), query) },
		func(name string) bool { return abbreviates(query, name) },
		func(name string) bool { return strings.HasPrefix(name, strings.ToLower(query)+"/") }, // a layer of rules
	} {
		var own, other []*Item
		for _, i := range l.Items {
			switch {
			case !n.takes(i):
			case same(i.Name):
				own = append(own, i)
			case slices.ContainsFunc(i.Also, same):
				other = append(other, i)
			}
		}
		if own = append(own, other...); len(own) > 0 {
			return own
		}
	}
	return nil
}

// folded is a name without case and punctuation.
func folded(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" -_'\"`.,:#()", r) }), " ")
}

// shorter are the shorter forms in which outputs print some names: charon's
// N(AUTH_FAILED), pluto's STATE_V2_PARENT_I1, Cisco's "#pkts verify failed".
func shorter(name string) []string {
	for _, frame := range [][2]string{{"N(", ")"}, {"STATE_V2_", ""}, {"STATE_", ""}, {"##pkts ", ""}, {"#pkts ", ""}} {
		if inner, ok := strings.CutPrefix(name, frame[0]); ok && strings.HasSuffix(inner, frame[1]) {
			inner = strings.TrimSuffix(inner, frame[1])
			return []string{inner, strings.TrimPrefix(name, "STATE_")}
		}
	}
	return nil
}

// isID reports whether a query is the id of a message, and no more.
func isID(query, name string) bool {
	id := idOf(name)
	return !strings.Contains(query, " ") && (id != "" && id == idOf(query) || mnemonic(name) == strings.ToUpper(query))
}

// mnemonic is the last part of an IOS message id: IKMP_NO_SA.
func mnemonic(name string) string {
	if !strings.HasPrefix(name, "%") {
		return ""
	}
	return name[strings.LastIndexByte(name, '-')+1:]
}

// abbreviates reports whether a query is a command with its words shortened as
// on the devices: "sh cry isa sa".
func abbreviates(query, name string) bool {
	q, w := strings.Fields(strings.ToLower(query)), strings.Fields(strings.ToLower(name))
	if len(q) != len(w) || len(q) < 2 || w[0] != "show" && w[0] != "swanctl" && w[0] != "ipsec" {
		return false
	}
	for i := range q {
		if len(q[i]) < 2 || !strings.HasPrefix(w[i], q[i]) {
			return false
		}
	}
	return true
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
