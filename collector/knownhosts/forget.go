package knownhosts

import (
	"maps"
	"slices"
)

// forget drops all that came from the own file, before it is read anew.
func (x *Index) forget() {
	if x.seen == nil {
		return
	}
	x.seen, x.lines, x.tail = nil, 0, nil
	clear(x.tried)
	mine := func(k Key) bool { return k.Path == x.own }
	for name, keys := range x.plain {
		x.plain[name] = slices.DeleteFunc(slices.Clone(keys), mine)
	}
	maps.DeleteFunc(x.plain, func(_ string, keys []Key) bool { return len(keys) == 0 })
	maps.DeleteFunc(x.revoked, func(_ string, k Key) bool { return mine(k) })
	x.patterns = slices.DeleteFunc(x.patterns, func(l patternLine) bool { return mine(l.key) })
	for wire, lines := range x.hashed {
		x.hashed[wire] = slices.DeleteFunc(lines, func(l hashedLine) bool { return mine(l.key) })
	}
	maps.DeleteFunc(x.hashed, func(_ string, lines []hashedLine) bool { return len(lines) == 0 })
	x.authorities = slices.DeleteFunc(x.authorities, func(l authorityLine) bool { return mine(l.key) })
	x.unread = slices.DeleteFunc(x.unread, func(u Unread) bool { return u.Path == x.own })
}
