package knowledge

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	const file = `# States of a device

An introduction.

platform: linux
source: a manual

## FIRST
says: one line: with a colon
also: other
also: another
rules: ike/no-response, ike/half-open

A paragraph.

- says: no field here

## SECOND
says: short
source: its own
`
	want := []*Entry{
		{Name: "FIRST", Platform: "linux", Source: "a manual", Says: "one line: with a colon", Also: []string{"other", "another"},
			Rules: []string{"ike/no-response", "ike/half-open"}, Text: "A paragraph.\n\n- says: no field here"},
		{Name: "SECOND", Platform: "linux", Source: "its own", Says: "short"},
	}
	if diff := cmp.Diff(want, read(file, false)); diff != "" {
		t.Error(diff)
	}
}

func TestReadWhole(t *testing.T) {
	const file = "# A card\n\nsays: what it is\nalso: c1\n\n## Questions\n\n1. Is it so?\n"
	want := []*Entry{{Name: "A card", Says: "what it is", Also: []string{"c1"}, Text: "## Questions\n\n1. Is it so?"}}
	if diff := cmp.Diff(want, read(file, true)); diff != "" {
		t.Error(diff)
	}
}

// strayField is a line that was meant as a field and is none.
var strayField = regexp.MustCompile(`^(also|says|rules?|source|run|platform|title): `)

// TestNoStrayFields: a field that is misspelled, or stands below an empty line,
// would be shown as text.
func TestNoStrayFields(t *testing.T) {
	for _, e := range All() {
		if strayField.MatchString(e.Text) {
			t.Errorf("%s, %q: the text begins like a field: %.40s", e.File, e.Name, e.Text)
		}
	}
}
