package explain

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"ipsec-diag/engine/knowledge"
)

// An index holds the words of all items for the search in full text.
type index struct {
	byKind map[string][]*Item
	// counts are how often a word stands in each item, weighted by where.
	counts []map[string]float64
	length []float64
	mean   float64
	// within is in how many items a word stands.
	within map[string]int
	items  []*Item
	// messages are the log messages, ready to be found in lines.
	messages []*known
}

// The weights of a word by where it stands.
const (
	inName = 6
	inAlso = 4
	inSays = 3
	inText = 1
)

func newIndex(items []*Item) *index {
	x := &index{byKind: map[string][]*Item{}, within: map[string]int{}, items: items}
	for _, i := range items {
		x.byKind[i.Kind] = append(x.byKind[i.Kind], i)
		if i.Kind == string(knowledge.Message) {
			x.messages = append(x.messages, newKnown(i))
		}
		counts := map[string]float64{}
		add(counts, i.Name, inName)
		add(counts, strings.Join(i.Also, " "), inAlso)
		add(counts, i.Says, inSays)
		add(counts, i.Text, inText)
		total := 0.0
		for word, n := range counts {
			x.within[word]++
			total += n
		}
		x.counts, x.length = append(x.counts, counts), append(x.length, total)
		x.mean += total / float64(len(items))
	}
	return x
}

func add(counts map[string]float64, text string, weight float64) {
	for _, word := range tokens(text) {
		counts[word] += weight
	}
}

// noise are words that say nothing about what is sought.
var noise = map[string]bool{"a": true, "an": true, "and": true, "are": true, "at": true, "be": true, "by": true, "for": true, "from": true, "how": true,
	"i": true, "in": true, "is": true, "it": true, "my": true, "of": true, "on": true, "or": true, "that": true, "the": true, "this": true, "to": true,
	"what": true, "why": true, "with": true, "does": true, "do": true}

// tokens splits a text into words, without the s of a plural. Names with
// hyphens and underscores are kept and taken apart too.
func tokens(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	}) {
		word = strings.Trim(word, "-_")
		parts := strings.FieldsFunc(word, func(r rune) bool { return r == '_' || r == '-' })
		if len(parts) > 1 {
			out = append(out, word)
		}
		for _, p := range parts {
			if !noise[p] {
				out = append(out, singular(p))
			}
		}
	}
	return out
}

func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return word[:len(word)-1]
	}
	return word
}

// search ranks the items by the words of a query (BM25). Half of the words at
// least must be there.
func (x *index) search(query string) []*Item {
	words := x.nearest(tokens(query))
	type scored struct {
		item  *Item
		score float64
	}
	var found []scored
	for n, i := range x.items {
		score, hits := 0.0, 0
		for _, w := range words {
			if count, as := x.count(n, w); count > 0 {
				hits++
				score += x.rarity(as) * saturated(count, x.length[n]/x.mean)
			}
		}
		if hits > 0 && 2*hits >= len(words) {
			found = append(found, scored{i, score * float64(hits) / float64(len(words)) * preference(i)})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out []*Item
	for _, f := range found {
		out = append(out, f.item)
	}
	return out
}

// alike are words that people use for those of the texts.
var alike = map[string][]string{
	"wrong": {"mismatch", "differ"}, "different": {"mismatch", "differ"}, "mismatch": {"differ"}, "password": {"key"}, "secret": {"key"}, "blocked": {"filter", "drop"},
	"firewall": {"filter"}, "reboot": {"restart"}, "rebooted": {"restart"}, "unstable": {"flapping"}, "bounce": {"flapping"}, "hang": {"stall", "vanish"}, "expired": {"validity"},
}

// count is how often a word, or one like it, stands in an item, and as which.
func (x *index) count(n int, word string) (count float64, as string) {
	if count = x.counts[n][word]; count > 0 {
		return count, word
	}
	const less = 0.7
	for _, other := range alike[word] {
		if c := less * x.counts[n][other]; c > count {
			count, as = c, other
		}
	}
	return count, as
}

// preference puts what answers a question before what mentions a word.
func preference(i *Item) float64 {
	if strings.HasPrefix(i.Says, notJudged) {
		return 0.1
	}
	switch i.Kind {
	case Rule, "scenario":
		return 1.3
	case "event", "area", "command":
		return 0.6
	}
	return 1
}

// rarity weighs a word that few items have more.
func (x *index) rarity(word string) float64 {
	n := float64(x.within[word])
	return math.Log(1 + (float64(len(x.items))-n+0.5)/(n+0.5))
}

// saturated keeps a word that is repeated, and a long text, from counting too
// much.
func saturated(count, length float64) float64 {
	const k, b = 1.5, 0.3
	return count * (k + 1) / (count + k*(1-b+b*length))
}
