// Package knowledge holds what a person can ask for: what the words of the
// vendors mean, their log messages, counters, commands, the scenario cards and
// the checklists. The texts are data files beside the code, one subject a file;
// the tests of cmd/internal/explain hold them and the parsers together.
package knowledge

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// A Kind says what an entry explains.
type Kind string

// The kinds, each a folder of data files.
const (
	State        Kind = "state"        // a state word of a platform
	Message      Kind = "message"      // a log message
	Event        Kind = "event"        // what this program calls a log message
	Notification Kind = "notification" // an IKE notification, at each end
	Counter      Kind = "counter"      // a drop counter or packet counter
	Term         Kind = "term"         // a word of the glossary
	Area         Kind = "area"         // a part of what a device shows
	Command      Kind = "command"      // what a command shows and what not
	Scenario     Kind = "scenario"     // a scenario card
	Checklist    Kind = "checklist"
	// Planned is a rule of the closed list that the program may lack.
	Planned Kind = "planned"
)

// folders are the folders of data files and what their files explain.
var folders = []struct {
	dir  string
	kind Kind
	form form
}{
	{"states", State, ofPlatforms}, {"messages", Message, ofPlatforms}, {"counters", Counter, ofPlatforms}, {"commands", Command, ofPlatforms},
	{"events", Event, general}, {"notifications", Notification, general}, {"glossary", Term, general}, {"areas", Area, general},
	{"planned", Planned, general},
	{"scenarios", Scenario, cards}, {"checklists", Checklist, cards},
}

// anyPlatform is what the name of a file begins with that is of no platform.
const anyPlatform = "any"

// A form says how the data files of a folder are to be read.
type form int

const (
	general     form = iota // each "## " begins an entry
	ofPlatforms             // the same, and the file's name begins with a platform
	cards                   // a file is one entry, which has the file's name
)

// An Entry explains one thing.
type Entry struct {
	Kind Kind
	// Platform is the platform it belongs to, or empty. Other products than
	// those the program reads have a name too: "aws".
	Platform string
	// Name is the word, text or title as vendors and standards spell it. In a
	// message "…" stands for what varies.
	Name string
	// Also are other spellings and the words that mean the same.
	Also []string
	// Title is the heading of a card that is a file of its own.
	Title string
	// Says is the answer in one line.
	Says string
	// Text is the whole answer in Markdown.
	Text string
	// Rules are the ids of the rules that read it.
	Rules []string
	// Source is where it is written: an RFC, a manual, source code.
	Source string
	// Run says of a command who may run it: "tool", "person" (read-only, but not
	// run by this program) or "never" (changes something or prints keys).
	Run string
	// File is the data file it stands in.
	File string
}

//go:embed states/*.md messages/*.md events/*.md notifications/*.md counters/*.md glossary/*.md areas/*.md commands/*.md scenarios/*.md checklists/*.md planned/*.md
var files embed.FS

// All returns every entry: folder by folder, in the order of the files.
var All = sync.OnceValue(func() []*Entry {
	var out []*Entry
	for _, f := range folders {
		names, err := fs.Glob(files, f.dir+"/*.md")
		if err != nil {
			return out
		}
		for _, name := range names {
			text, err := files.ReadFile(name)
			if err != nil {
				continue
			}
			for _, e := range read(string(text), f.form == cards) {
				e.Kind, e.File = f.kind, name
				stem := strings.TrimSuffix(path.Base(name), ".md")
				switch {
				case f.form == cards:
					e.Title, e.Name = e.Name, stem
				case f.form == ofPlatforms && e.Platform == "":
					if e.Platform, _, _ = strings.Cut(stem, "_"); e.Platform == anyPlatform {
						e.Platform = ""
					}
				}
				out = append(out, e)
			}
		}
	}
	return out
})

// Of returns the entries of one kind.
func Of(kind Kind) []*Entry {
	var out []*Entry
	for _, e := range All() {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}
