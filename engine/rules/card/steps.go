package card

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The risks of a step or check.
const (
	ReadOnly   = "read-only"
	Disruptive = "disruptive"
	// Harmless changes nothing and reads nothing: advice.
	Harmless = "none"
	// Person is what no command of this program shows.
	Person = "person"
)

// A Step is one thing to do about a finding.
type Step struct {
	// Platform is a platform's name or "any", End where: {local}, "both ends".
	Platform, End string
	// Risk is [ReadOnly], [Disruptive] or [Harmless].
	Risk string
	Text string
	// Expect is what a read-only step should answer; it may be empty.
	Expect string
	// Undo is how to take a disruptive step back.
	Undo string
	// From is the file of a site that has the step; empty for the rule's own.
	From string
}

// A Check is what separates a rule from its rivals.
type Check struct {
	Platform, End string
	// Risk is [ReadOnly] or [Person].
	Risk string
	Text string
	// IfSo is what it means when the answer is what the text asks for, IfNot
	// when it is not.
	IfSo, IfNot string
}

// Steps returns the next steps of a card. What is not of the form is left out;
// [Problems] names it.
func Steps(text string) []Step {
	var out []Step
	for _, line := range Section(text, NextSteps) {
		if s, err := step(line.Text); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// Checks returns the deciding checks of a card.
func Checks(text string) []Check {
	var out []Check
	for _, line := range Section(text, DecidingCheck) {
		if c, err := check(line.Text); err == nil {
			out = append(out, c)
		}
	}
	return out
}

// errForm is what is said of a line that has not the form of its section.
var errForm = errors.New("not of the form")

// step reads "- PLATFORM | END | RISK | TEXT [| undo: HOW] [| expect: ANSWER]".
func step(line string) (Step, error) {
	head, tail, err := fields(line, "undo", "expect", "from")
	if err != nil {
		return Step{}, fmt.Errorf(`%w "- PLATFORM | END | read-only or disruptive | TEXT | undo: HOW"`, err)
	}
	s := Step{Platform: head[0], End: head[1], Risk: head[2], Text: head[3], Undo: tail["undo"], Expect: tail["expect"], From: tail["from"]}
	if !slices.Contains([]string{ReadOnly, Disruptive, Harmless}, s.Risk) {
		return s, fmt.Errorf("%q is not read-only, disruptive or none", s.Risk)
	}
	return s, nil
}

// check reads "- PLATFORM | END | RISK | TEXT | if so: MEANING | if not: MEANING".
func check(line string) (Check, error) {
	head, tail, err := fields(line, "if so", "if not")
	if err != nil {
		return Check{}, fmt.Errorf(`%w "- PLATFORM | END | read-only or person | TEXT | if so: MEANING | if not: MEANING"`, err)
	}
	c := Check{Platform: head[0], End: head[1], Risk: head[2], Text: head[3], IfSo: tail["if so"], IfNot: tail["if not"]}
	switch {
	case c.Risk != ReadOnly && c.Risk != Person:
		return c, fmt.Errorf("%q is not read-only or person", c.Risk)
	case c.IfSo == "" || c.IfNot == "":
		return c, errors.New(`the check does not say "if so: " and "if not: "`)
	}
	return c, nil
}

// fields splits an item into its four fields and those that begin with a word
// and a colon. A bar without blanks, as in a vendor's choice of words, ends none.
func fields(line string, words ...string) (head [4]string, tail map[string]string, err error) {
	item, isItem := strings.CutPrefix(line, "- ")
	parts := strings.Split(item, " | ")
	if !isItem || len(parts) < len(head) {
		return head, nil, errForm
	}
	tail = map[string]string{}
	for len(parts) > len(head) {
		last := parts[len(parts)-1]
		word, value, found := strings.Cut(last, ": ")
		if !found || !slices.Contains(words, word) {
			break
		}
		tail[word] = strings.TrimSpace(value)
		parts = parts[:len(parts)-1]
	}
	for i := range 3 {
		head[i] = strings.TrimSpace(parts[i])
	}
	head[3] = strings.TrimSpace(strings.Join(parts[3:], " | "))
	return head, tail, nil
}
