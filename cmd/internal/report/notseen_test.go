package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// lacking is a rule that could not be judged for want of these.
func lacking(id string, missing ...string) engine.Undetermined {
	return engine.Undetermined{Rule: &engine.Rule{ID: id}, Missing: missing}
}

func TestNotSeenNamesEachEndOnce(t *testing.T) {
	d := &engine.Diagnosis{Headline: &engine.Finding{}, Undetermined: []engine.Undetermined{
		lacking("ike/a", "the log of hq: not read (unreachable)", "the log of br: this end was not read"),
		lacking("ike/b", "the ike-sas of hq: not read (unreachable)", "the log of hq: not read (unreachable)"),
		lacking("data/c", "the counters of both ends of the tunnel", "the child-sas of hq: not read (unreachable)"),
		lacking("data/d", "the drops of hq: not read (unreachable)", "a second sample of the counters of one SA"),
	}}
	want := []string{
		"the log, ike-sas and 2 more areas of hq: not read (unreachable) (needed for ike/a, ike/b and 2 more rules)",
		"the log of br: this end was not read (needed for ike/a)",
		"the counters of both ends of the tunnel (needed for data/c)",
		"a second sample of the counters of one SA (needed for data/d)",
	}
	if diff := cmp.Diff(want, notSeenRows(d)); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

// TestMarkdownSaysAsMuch: what the text report says of a headline stands in
// the ticket too.
func TestMarkdownSaysAsMuch(t *testing.T) {
	d := &engine.Diagnosis{
		Case: &engine.Case{ID: "hq-br", Local: engine.End{Name: "hq"}},
		Headline: &engine.Finding{Rule: &engine.Rule{ID: "ike/x", Title: "No answer"}, Points: 60, Verdict: engine.Verdict{
			Settles: "capture UDP 500 at hq",
			Evidence: []engine.Evidence{
				{Device: "hq", Says: "hq: asked again", Ref: ipsec.Ref{Command: "show logging", First: 7, Last: 7}, Text: []string{"  *retransmit*"}},
				{Device: "hq", Says: "no line at all"},
			}}},
		RunnerUp: &engine.Finding{Rule: &engine.Rule{ID: "ike/y", Title: "Filtered"}, Points: 50, Confidence: "medium"},
	}
	var b bytes.Buffer
	if err := Markdown(&b, &Run{Diagnoses: []*engine.Diagnosis{d}, Interrupted: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nhq: asked again. \"show logging\", line 7:\n\n      *retransmit*\n", "\nhq: no line at all.\n",
		"### Not excluded\n\n- Filtered (medium, 50 of 100, ike/y)", "### The check that decides\n\n- capture UDP 500 at hq", "Interrupted:",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in:\n%s", want, b.String())
		}
	}
}

// TestStepsDoNotLogInToNobody: an end that is not known cannot be read.
func TestStepsDoNotLogInToNobody(t *testing.T) {
	card := "## Next steps\n\n- any | {peer} | read-only | Read it: `ipsec-diag --peer {peer}`\n- any | {local} | read-only | Look at {local}\n"
	d := &engine.Diagnosis{Case: &engine.Case{Local: engine.End{Name: "hq"}, Remote: engine.End{Name: "the peer"}}}
	f := &engine.Finding{Rule: &engine.Rule{ID: "ike/x"}}
	run := &Run{Cards: map[string]string{f.Rule.ID: card}}
	if steps := nextSteps(run, d, f); len(steps) != 1 || steps[0].Text != "Look at hq" {
		t.Errorf("got %+v", steps)
	}
	d.Case.Remote = engine.End{Name: "br", Addresses: []string{"192.0.2.1"}}
	if steps := nextSteps(run, d, f); len(steps) != 2 || steps[0].Text != "Read it: `ipsec-diag --peer br`" {
		t.Errorf("got %+v", steps)
	}
}
