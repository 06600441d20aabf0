package engine

import (
	"slices"
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// rule returns a critical rule of a kind that always holds with points, and
// lists what it explains.
func rule(id string, kind Kind, base int, explains ...string) *Rule {
	return judged(id, kind, Hold(base), explains...)
}

func judged(id string, kind Kind, v Verdict, explains ...string) *Rule {
	if v.Outcome == Holds && v.Evidence == nil {
		v.Evidence = []Evidence{{Device: "hq", Kind: FromState, Says: "x"}}
	}
	return &Rule{ID: id, Kind: kind, Severity: Critical, Explains: explains, Judge: func(*Case) Verdict { return v }}
}

func graded(s Severity, r *Rule) *Rule { r.Severity = s; return r }

// proven is a rule with a witness.
func proven(id string, kind Kind, explains ...string) *Rule {
	return judged(id, kind, Hold(Strong).By(LocalFact), explains...)
}

// downCase is a tunnel known to be down, upCase one with an installed Child SA.
func downCase() *Case { return &Case{Local: shows("hq", ipsec.Answered)} }

func upCase() *Case {
	c := downCase()
	c.Local.ChildSAs = []*ipsec.ChildSA{{State: ipsec.ChildInstalled}}
	return c
}

func shows(name string, answer ipsec.Answer) End {
	return End{Name: name, Snap: &ipsec.Snapshot{Sources: []*ipsec.Source{{
		Command: "sas", Answer: answer, Reveals: []ipsec.Area{ipsec.AreaChildSAs, ipsec.AreaIKESAs}}}}}
}

func finding(d *Diagnosis, id string) *Finding {
	for _, f := range d.Findings {
		if f.Rule.ID == id {
			return f
		}
	}
	return nil
}

func TestSuppression(t *testing.T) {
	for name, c := range map[string]struct {
		rules           []*Rule
		child           string
		explained, mayb string
	}{
		"strong suppresses":    {[]*Rule{rule("underlay/a", Cause, 85, "ike/b"), rule("ike/b", Cause, 85)}, "ike/b", "underlay/a", ""},
		"medium only marks":    {[]*Rule{rule("underlay/a", Cause, 65, "ike/b"), rule("ike/b", Cause, 65)}, "ike/b", "", "underlay/a"},
		"weak does nothing":    {[]*Rule{rule("underlay/a", Cause, 40, "ike/b"), rule("ike/b", Cause, 65)}, "ike/b", "", ""},
		"unlinked stays":       {[]*Rule{rule("underlay/a", Cause, 85), rule("ike/b", Cause, 85)}, "ike/b", "", ""},
		"on through symptoms":  {[]*Rule{rule("underlay/a", Cause, 85, "ike/s"), rule("ike/s", Symptom, 40, "child/c"), rule("child/c", Symptom, 85)}, "child/c", "underlay/a", ""},
		"stops at causes":      {[]*Rule{rule("underlay/a", Cause, 85, "ike/b"), rule("ike/b", Cause, 40, "child/c"), rule("child/c", Symptom, 85)}, "child/c", "", ""},
		"stops at states":      {[]*Rule{rule("underlay/a", Cause, 85, "ike/b"), rule("ike/b", State, 40, "child/c"), rule("child/c", Symptom, 85)}, "child/c", "", ""},
		"a proven cause stays": {[]*Rule{proven("underlay/a", Cause, "ike/b"), proven("ike/b", Cause)}, "ike/b", "", ""},
		"a proven symptom is folded": {[]*Rule{proven("underlay/a", Cause, "ike/b"), proven("ike/b", Symptom)},
			"ike/b", "underlay/a", ""},
		"a witness behind the key cap does not save": {[]*Rule{rule("underlay/a", Cause, 85, "ike/b"),
			judged("ike/b", Cause, Hold(Strong).By(PrintedByVerifier).Capped(CapKeyUnknown))}, "ike/b", "underlay/a", ""},
		"under the highest ranked parent": {[]*Rule{rule("child/a", Cause, 85, "data/c"), rule("ike/b", Cause, 85, "data/c"), rule("data/c", Symptom, 85)}, "data/c", "ike/b", ""},
		"a state explains a symptom":      {[]*Rule{graded(Info, rule("intent/idle", State, 85, "ike/s")), rule("ike/s", Symptom, 85)}, "ike/s", "intent/idle", ""},
	} {
		d := Diagnose(downCase(), c.rules)
		f := finding(d, c.child)
		if f == nil {
			t.Errorf("%s: %s was deleted", name, c.child)
			continue
		}
		if f.ExplainedBy != c.explained || f.Maybe != c.mayb {
			t.Errorf("%s: explained by %q, maybe %q; want %q, %q", name, f.ExplainedBy, f.Maybe, c.explained, c.mayb)
		}
	}
}

// Two findings that explain each other must not both be folded.
func TestSuppressionHasNoCircle(t *testing.T) {
	d := Diagnose(downCase(), []*Rule{rule("ike/a", Cause, 85, "ike/b"), rule("ike/b", Cause, 85, "ike/c"), rule("ike/c", Cause, 85, "ike/a")})
	if !slices.ContainsFunc(d.Findings, func(f *Finding) bool { return f.ExplainedBy == "" && f.Rule.ID == "ike/a" }) {
		t.Error("every finding is folded under another")
	}
	if d.Headline.Rule.ID != "ike/a" {
		t.Errorf("headline %s", d.Headline.Rule.ID)
	}
}

func TestHeadline(t *testing.T) {
	none := judged("intent/x", Cause, Silent(""))
	for name, c := range map[string]struct {
		tunnel *Case
		rules  []*Rule
		want   string
	}{
		"strong cause":                       {downCase(), []*Rule{rule("ike/b", Cause, 85), rule("ike/s", Symptom, 94)}, "ike/b"},
		"medium alone":                       {downCase(), []*Rule{rule("ike/b", Cause, 55), rule("ike/s", Symptom, 94)}, "ike/b"},
		"medium leads by ten":                {downCase(), []*Rule{rule("ike/b", Cause, 65), rule("ike/c", Cause, 55), rule("ike/s", Symptom, 94)}, "ike/b"},
		"medium leads by nine":               {downCase(), []*Rule{rule("ike/b", Cause, 65), rule("ike/c", Cause, 56), rule("ike/s", Symptom, 94)}, "ike/s"},
		"medium, rival of another layer":     {downCase(), []*Rule{rule("ike/b", Cause, 65), rule("auth/c", Cause, 65)}, "ike/b"},
		"medium, rival it explains":          {downCase(), []*Rule{rule("ike/b", Cause, 65, "ike/c"), rule("ike/c", Cause, 65)}, "ike/b"},
		"weak cause, symptom":                {downCase(), []*Rule{rule("ike/b", Cause, 40), rule("ike/s", Symptom, 85)}, "ike/s"},
		"the later symptom":                  {downCase(), []*Rule{rule("ike/s", Symptom, 85), rule("auth/s", Symptom, 85)}, "auth/s"},
		"the graver symptom":                 {downCase(), []*Rule{rule("ike/s", Symptom, 85), graded(Info, rule("data/s", Symptom, 85))}, "ike/s"},
		"a medium symptom is none":           {downCase(), []*Rule{rule("ike/s", Symptom, 65)}, UndeterminedID},
		"a folded symptom is none":           {downCase(), []*Rule{graded(Info, rule("intent/idle", State, 85, "ike/s")), rule("ike/s", Symptom, 85)}, "intent/idle"},
		"two rivals, no symptom":             {downCase(), []*Rule{rule("ike/b", Cause, 65), rule("ike/c", Cause, 65)}, UndeterminedID},
		"nothing":                            {downCase(), []*Rule{none}, UndeterminedID},
		"healthy":                            {upCase(), []*Rule{graded(Info, rule("intent/healthy", State, 85))}, "intent/healthy"},
		"a candidate keeps the state back":   {upCase(), []*Rule{rule("ike/b", Cause, 65), rule("ike/c", Cause, 65), graded(Info, rule("intent/healthy", State, 85))}, UndeterminedID},
		"forecast never":                     {upCase(), []*Rule{rule("forecast/x", Cause, 94), graded(Info, rule("intent/healthy", State, 85))}, "intent/healthy"},
		"hygiene never":                      {upCase(), []*Rule{rule("hygiene/x", Symptom, 94), graded(Info, rule("intent/healthy", State, 85))}, "intent/healthy"},
		"fleet never":                        {downCase(), []*Rule{rule("fleet/x", Symptom, 94), rule("ike/s", Symptom, 85)}, "ike/s"},
		"data quality never":                 {downCase(), []*Rule{proven("collect/x", DataQuality), rule("ike/b", Cause, 85)}, "ike/b"},
		"data quality when nothing was read": {&Case{}, []*Rule{proven("collect/x", DataQuality)}, "collect/x"},
		"strong before grave":                {downCase(), []*Rule{rule("ike/b", Cause, 65), graded(Warning, rule("data/c", Cause, 85))}, "data/c"},
		"grave before layer":                 {downCase(), []*Rule{graded(Warning, rule("ike/b", Cause, 85)), rule("data/c", Cause, 85)}, "data/c"},
		"layer before points":                {downCase(), []*Rule{rule("ike/b", Cause, 85), rule("data/c", Cause, 94)}, "ike/b"},
		"points before id":                   {downCase(), []*Rule{rule("ike/b", Cause, 85), rule("ike/c", Cause, 90)}, "ike/c"},
		"id at last":                         {downCase(), []*Rule{rule("ike/c", Cause, 85), rule("ike/b", Cause, 85)}, "ike/b"},
	} {
		d := Diagnose(c.tunnel, c.rules)
		if d.Headline.Rule.ID != c.want {
			t.Errorf("%s: headline %s, want %s", name, d.Headline.Rule.ID, c.want)
		}
		if d.Findings[0] != d.Headline {
			t.Errorf("%s: the first finding is %s", name, d.Findings[0].Rule.ID)
		}
	}
}

// Of two equal causes the one with more kinds of source goes first, before the
// order of ids.
func TestRankByKinds(t *testing.T) {
	one := judged("ike/b", Cause, Hold(70, evidence("hq", FromLog)...))
	two := judged("ike/c", Cause, Hold(Likely, evidence("hq", FromLog, FromState)...))
	d := Diagnose(downCase(), []*Rule{one, two})
	if finding(d, "ike/b").Points != finding(d, "ike/c").Points {
		t.Fatal("the two are not equal in points")
	}
	if causes := d.candidates(); causes[0].Rule.ID != "ike/c" {
		t.Errorf("%s comes first", causes[0].Rule.ID)
	}
}

// What is too weak to be reported appears only under "ruled out", with a reason.
func TestRejected(t *testing.T) {
	refuted := judged("ike/b", Cause, Verdict{Outcome: Holds, Base: Strong, Refuted: "the peer answered"})
	weak := judged("ike/c", Cause, Verdict{Outcome: Holds, Base: Hint, Weakeners: []string{"the path is clean"}})
	d := Diagnose(downCase(), []*Rule{refuted, weak})
	if finding(d, "ike/b") != nil || finding(d, "ike/c") != nil || len(d.RuledOut) != 2 {
		t.Fatalf("%d findings, %d ruled out", len(d.Findings), len(d.RuledOut))
	}
	if d.RuledOut[0].Why != "the peer answered" || d.RuledOut[1].Why != "the path is clean" {
		t.Errorf("reasons %q, %q", d.RuledOut[0].Why, d.RuledOut[1].Why)
	}
}

func TestRunnerUpAndSettles(t *testing.T) {
	first := judged("ike/b", Cause, Hold(Strong).SettledBy("look here"))
	second := judged("auth/c", Cause, Hold(Likely).SettledBy("look there"))
	d := Diagnose(downCase(), []*Rule{first, second})
	if d.RunnerUp == nil || d.RunnerUp.Rule.ID != "auth/c" || d.Settles != "look there" {
		t.Errorf("runner-up %v, settled by %q", d.RunnerUp, d.Settles)
	}
	if d = Diagnose(downCase(), []*Rule{first, rule("ike/s", Symptom, 85)}); d.RunnerUp != nil {
		t.Errorf("a symptom is no rival: %s", d.RunnerUp.Rule.ID)
	}
}

// Evidence is ordered by end, command and line, whatever order the rule has.
func TestEvidenceOrder(t *testing.T) {
	at := func(device, command string, line int32) Evidence {
		return Evidence{Device: device, Kind: FromLog, Ref: ipsec.Ref{Command: command, First: line}}
	}
	sorted := []Evidence{at("hq", "a", 1), at("hq", "a", 2), at("hq", "b", 1), at("br", "a", 1)}
	for range 5 {
		mixed := []Evidence{sorted[3], sorted[1], sorted[2], sorted[0]}
		d := Diagnose(downCase(), []*Rule{judged("ike/b", Cause, Hold(Strong, mixed...))})
		for i, ev := range d.Findings[0].Verdict.Evidence {
			if ev.Device != sorted[i].Device || ev.Ref != sorted[i].Ref {
				t.Fatalf("position %d is %s %v", i, ev.Device, ev.Ref)
			}
		}
	}
}
