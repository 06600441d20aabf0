package explain

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/engine/knowledge"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A Reading is what the log parser of a platform makes of a line.
type Reading struct {
	Platform string `json:"platform"`
	// Event is the kind of event, Says what that means.
	Event string `json:"event"`
	Says  string `json:"says"`
	// Peer and Reason are what the line says of them.
	Peer   string   `json:"peer,omitempty"`
	Reason string   `json:"reason,omitempty"`
	Rules  []string `json:"rules,omitempty"`
}

// line answers a pasted log line.
func (l *Library) line(query string, n narrowing) Answer {
	texts, named := l.byLine(query)
	items := slices.DeleteFunc(append(texts, named...), func(i *Item) bool { return !n.takes(i) })
	items = slices.Compact(items)
	a := Answer{How: ByLine, Items: items}
	if len(ids(query)) > 0 || len(strings.Fields(query)) > 2 {
		a.Read = l.read(query, items, n)
	}
	if len(texts) > 0 && len(named) > 0 && len(items) > 1 {
		a.Items, a.Inside = items[:len(texts)], items[len(texts):]
	}
	a.Inside = append(a.Inside, l.inside(query, items)...)
	a.Inside = slices.DeleteFunc(a.Inside, func(i *Item) bool { return !n.takes(i) })
	if len(a.Items) == 0 && strings.Contains(query, " ") {
		a.Items, a.Inside = a.Inside, nil
	}
	if len(a.Items) == 0 {
		a.Items = eventItems(l, a.Read)
	}
	return a
}

// eventItems are the cards of the events, for a line without one of its own.
func eventItems(l *Library, read []Reading) []*Item {
	var out []*Item
	for _, r := range read {
		for _, i := range l.index.byKind[string(knowledge.Event)] {
			if i.Name == r.Event && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// read lets the log parsers read the line: those of the platforms of its
// messages, or of all.
func (l *Library) read(line string, items []*Item, n narrowing) []Reading {
	var out []Reading
	for _, p := range l.platforms {
		if n.platform != "" && p.Name != n.platform || len(items) > 0 && !slices.ContainsFunc(items, func(i *Item) bool { return of(p.Name, i.Platform) }) {
			continue
		}
		if ev := firstEvent(p, line); ev != nil {
			out = append(out, reading(p, ev))
		}
	}
	return out
}

func reading(p *parsers.Platform, ev *ipsec.Event) Reading {
	r := Reading{Platform: p.Name, Event: string(ev.Kind), Peer: ev.Remote, Reason: ev.Notify}
	for _, e := range knowledge.Of(knowledge.Event) {
		if e.Name == r.Event {
			r.Says, r.Rules = e.Says, e.Rules
		}
	}
	return r
}

// firstEvent is the first event that a platform's log parser finds in a line.
func firstEvent(p *parsers.Platform, line string) *ipsec.Event {
	for _, list := range [][]parsers.Step{p.Steps, p.Also} {
		for i := range list {
			if s := &list[i]; len(s.Reveals) == 1 && s.Reveals[0] == ipsec.AreaEvents {
				snap := &ipsec.Snapshot{Platform: p.Name}
				s.Parse(scan.New(s.Command, line), snap)
				if len(snap.Events) > 0 {
					return &snap.Events[0]
				}
				break
			}
		}
	}
	return nil
}

// upperWord is a word that may be a state or a notification.
var upperWord = regexp.MustCompile(`N\([A-Z_]+\)|[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+`)

// inside finds states and notifications that a line names.
func (l *Library) inside(line string, besides []*Item) []*Item {
	var out []*Item
	for _, word := range upperWord.FindAllString(line, -1) {
		for _, kind := range []knowledge.Kind{knowledge.Notification, knowledge.State} {
			for _, i := range l.index.byKind[string(kind)] {
				if slices.Contains(names(i), word) && !slices.Contains(out, i) && !slices.Contains(besides, i) {
					out = append(out, i)
				}
			}
		}
	}
	return out
}

// A Counted is a message of a log and how many lines hold it.
type Counted struct {
	Count int   `json:"count"`
	Item  *Item `json:"item"`
}

// Log finds the messages of many lines, in the order in which they first
// stand, and how many lines hold none.
func (l *Library) Log(lines []string, platform string) (found []*Counted, rest int) {
	n := narrowing{platform: platform}
	for _, line := range lines {
		texts, named := l.byLine(line)
		items := slices.DeleteFunc(append(texts, named...), func(i *Item) bool { return !n.takes(i) })
		if len(items) == 0 {
			rest++
			continue
		}
		at := slices.IndexFunc(found, func(m *Counted) bool { return m.Item == items[0] })
		if at < 0 {
			at, found = len(found), append(found, &Counted{Item: items[0]})
		}
		found[at].Count++
	}
	return found, rest
}
