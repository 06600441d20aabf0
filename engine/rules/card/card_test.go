package card

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sample = `# Title

## Deciding check

- cisco-ios | {peer} | read-only | ` + "`show crypto map`" + `: is there
  an entry? | if so: it is there | if not: it is missing

## Next steps

- any | both ends | disruptive | Set a|b again. | undo: set the old one
- cisco-ios | {local} | read-only | ` + "`show x | include y`" + ` | expect: one line
- any | {local} | disruptive | Without a way back.
- vax | {local} | read-only | Look.
- any | {local} | maybe | Look.
- just words
`

func TestSteps(t *testing.T) {
	want := []Step{
		{Platform: "any", End: "both ends", Risk: Disruptive, Text: "Set a|b again.", Undo: "set the old one"},
		{Platform: "cisco-ios", End: "{local}", Risk: ReadOnly, Text: "`show x | include y`", Expect: "one line"},
		{Platform: "any", End: "{local}", Risk: Disruptive, Text: "Without a way back."},
		{Platform: "vax", End: "{local}", Risk: ReadOnly, Text: "Look."},
	}
	if diff := cmp.Diff(want, Steps(sample)); diff != "" {
		t.Error(diff)
	}
	checks := []Check{{Platform: "cisco-ios", End: "{peer}", Risk: ReadOnly, Text: "`show crypto map`: is there an entry?", IfSo: "it is there", IfNot: "it is missing"}}
	if diff := cmp.Diff(checks, Checks(sample)); diff != "" {
		t.Error(diff)
	}
}

func TestProblems(t *testing.T) {
	text := sample + "\n## Next stpes\n\n## Deciding check\n\n- any | {local} | read-only | Is it so? | if so: yes\n"
	want := []Problem{
		{12, `a disruptive step must say how to undo it: "| undo: HOW", "| undo: cannot be undone: WHY" or "| undo: nothing to undo: WHY"`},
		{13, `no platform is called "vax"; there are: any, cisco-ios`},
		{14, `"maybe" is not read-only, disruptive or none`},
		{15, `not of the form "- PLATFORM | END | read-only or disruptive | TEXT | undo: HOW"`},
		{17, `no card has a heading "Next stpes"; there are: Meaning, Evidence, Deciding check, Next steps, Verify, References`},
		{21, `the check does not say "if so: " and "if not: "`},
	}
	if diff := cmp.Diff(want, Problems(text, []string{"cisco-ios"})); diff != "" {
		t.Error(diff)
	}
}

// TestWithExamples: no placeholder for a command is left to a reader.
func TestWithExamples(t *testing.T) {
	got := NewCommands().WithExamples("{command for configured-peers}: is it there? {command for routes}; {peer}")
	want := "`swanctl --list-conns` or `show crypto map`: is it there? `ip route get PEER` or `show ip route PEER`; {peer}"
	if got != want {
		t.Errorf("%s", got)
	}
}
