package explain

import (
	"slices"
	"strings"

	"ipsec-diag/engine/knowledge"
)

// ExplainsState reports whether a state word of a platform has a card.
func (l *Library) ExplainsState(platform, word string) bool {
	return slices.ContainsFunc(l.index.byKind[string(knowledge.State)], func(i *Item) bool {
		return i.Platform == platform && slices.Contains(names(i), word)
	})
}

// ExplainsMessage reports whether a message of a platform has a card: by its
// id, or by a text that is at least half of the letters that are its own.
func (l *Library) ExplainsMessage(platform, text string, letters int) bool {
	id, line := idOf(text), strings.ToLower(text)
	return slices.ContainsFunc(l.index.messages, func(k *known) bool {
		return of(platform, k.item.Platform) && (id != "" && slices.Contains(k.ids, id) || 2*k.letters(line) >= letters)
	})
}
