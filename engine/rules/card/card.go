// Package card reads the scenario cards that stand beside the rules.
//
// A card is Markdown with the headings Meaning, Evidence, Deciding check, Next
// steps, Verify and References. Two of them are lists with fields, which
// reports and tests read; a field ends at " | ", and a list item may go on over
// several indented lines.
//
// Next steps, for whoever is to mend the tunnel:
//
//   - PLATFORM | END | read-only | TEXT
//   - PLATFORM | END | read-only | TEXT | expect: ANSWER
//   - PLATFORM | END | disruptive | TEXT | undo: HOW
//   - PLATFORM | END | none | TEXT
//
// Deciding check, what separates the rule from its rivals:
//
//   - PLATFORM | END | read-only | TEXT | if so: MEANING | if not: MEANING
//   - PLATFORM | END | person | TEXT | if so: MEANING | if not: MEANING
//
// In a text, "{command for AREA}" stands for the command that shows an area of
// the snapshot ("log", "child-sas") on the platform of the end.
//
// PLATFORM is the name of a platform, or any. END is {local}, {peer},
// {verifier}, or words ("both ends", "path"). Every disruptive step says how to
// undo it; where that is impossible or needless it says so: "undo: cannot be
// undone: WHY" or "undo: nothing to undo: WHY". A read-only check of one
// platform names, in backticks, a command that this program may send or a show
// command of that platform; what needs a capture on the wire, a question to
// somebody or a packet to be sent is for a person.
package card

import (
	"embed"
	"strings"
)

// All returns the cards of one layer by rule id: the file psk_mismatch.md of
// layer auth is the card of auth/psk-mismatch.
func All(layer string, files embed.FS) map[string]string {
	out := map[string]string{}
	entries, err := files.ReadDir(".")
	if err != nil {
		return out
	}
	for _, entry := range entries {
		stem, isCard := strings.CutSuffix(entry.Name(), ".md")
		if !isCard {
			continue
		}
		text, err := files.ReadFile(entry.Name())
		if err == nil {
			out[layer+"/"+strings.ReplaceAll(stem, "_", "-")] = string(text)
		}
	}
	return out
}

// The headings of a card.
const (
	Meaning       = "Meaning"
	EvidenceLines = "Evidence"
	DecidingCheck = "Deciding check"
	NextSteps     = "Next steps"
	Verify        = "Verify"
	References    = "References"
)

// Headings returns the headings a card may have, in their order.
func Headings() []string {
	return []string{Meaning, EvidenceLines, DecidingCheck, NextSteps, Verify, References}
}

// A Line is one line of a card, or several that were joined, and where in the
// card it begins.
type Line struct {
	Number int // from 1
	Text   string
}

// Section returns the items of one section of a card, each on one line.
func Section(text, heading string) []Line {
	var out []Line
	inside := false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			inside = strings.TrimSpace(line[3:]) == heading
		case !inside || strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "- "), len(out) == 0:
			out = append(out, Line{i + 1, line})
		default:
			out[len(out)-1].Text += " " + strings.TrimSpace(line)
		}
	}
	return out
}
