package recognise

import (
	"bytes"
	"encoding/json"
	"slices"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// An undoing takes back what something did to all lines of a paste, and reports
// whether it did. The lines keep their places.
type undoing struct {
	of func(lines []string) ([]string, bool)
	// better reports whether the result is to be kept.
	better func(without, with understanding) bool
}

// undoings are tried in turn. Most could hit what a device itself prints: a log
// has times, a table has bars. So each counts only where more is read.
var undoings = []undoing{
	{undoubled, always},
	{withoutMarkup, losesNothing},
	{withoutPrefix, readsMore},
	{withoutBar, readsMore},
	{withoutIndent, readsMore},
	{unwrapped, tellsMore},
}

func always(_, _ understanding) bool { return true }

func readsMore(without, with understanding) bool { return without.lines > with.lines }

func losesNothing(without, with understanding) bool {
	return without.lines > 0 && without.unread <= with.unread && without.sas >= with.sas
}

// tellsMore judges longer lines, of which there are fewer: to join two that do
// not belong together would lose what the second says.
func tellsMore(without, with understanding) bool {
	return losesNothing(without, with) && without.values >= with.values && (without.unread < with.unread || without.values > with.values)
}

// undo takes back what was done to all lines, as far as the first ones tell.
func (s *splitter) undo(lines []string) (out []string, changed bool) {
	var have *understanding // of the lines as they are
	for _, u := range undoings {
		head := lines[:min(len(lines), 400)]
		bare, ok := u.of(head)
		if !ok {
			continue
		}
		if have == nil {
			have = s.understood(head)
		}
		if got := s.understood(bare); u.better(*got, *have) {
			if all, ok := u.of(lines); ok {
				lines, changed, have = all, true, got
			}
		}
	}
	return lines, changed
}

// understanding is how much of a text the commands read that were recognised:
// lines, the bytes of those that were not read, SAs, and values of any kind.
type understanding struct{ lines, unread, sas, values int }

func (s *splitter) understood(lines []string) *understanding {
	var u understanding
	for _, one := range s.split("", "", slices.Clone(lines)) {
		t, snap := s.readAs(&one)
		u.sas += len(snap.IKESAs) + len(snap.ChildSAs)
		u.values += values(snap)
		for n := range t.Len() {
			if t.Taken(n) {
				u.lines++
			} else {
				u.unread += len(t.Trimmed(n))
			}
		}
	}
	return &u
}

// values counts what a snapshot says, in the names of its JSON.
func values(snap *ipsec.Snapshot) int {
	text, err := json.Marshal(snap)
	if err != nil {
		return 0
	}
	return bytes.Count(text, []byte(`":`))
}

// readAs reads a section as what it was recognised as.
func (s *splitter) readAs(one *Section) (*scan.Text, *ipsec.Snapshot) {
	t, snap := scan.New(one.Command, one.Text), &ipsec.Snapshot{}
	for _, m := range s.words.expand(one.Command) {
		if m.platform.Name == one.Platform {
			m.step.Parse(t, snap)
			break
		}
	}
	return t, snap
}
