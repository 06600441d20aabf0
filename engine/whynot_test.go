package engine

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func TestWhyNot(t *testing.T) {
	headline := rule("ike/head", Cause, 85, "ike/child")
	weak := Hold(Possible, Evidence{Device: "hq", Kind: FromState}).Weakened("a").Weakened("b")
	for name, c := range map[string]struct {
		r      *Rule
		answer string
		points int
	}{
		"headline":       {headline, Headlined, 85},
		"found":          {rule("ike/other", Cause, 65), Fired, 65},
		"folded":         {rule("ike/child", Symptom, 85), Folded, 85},
		"too weak":       {judged("ike/weak", Cause, weak), TooWeak, 10},
		"withdrawn":      {graded(Info, rule("intent/healthy", State, 85)), Withdrawn, 85},
		"false":          {judged("ike/silent", Cause, Silent("the peer answers")), False, 0},
		"false, unsaid":  {judged("ike/mute", Cause, Silent("")), False, 0},
		"no meaning":     {judged("ike/na", Cause, Inapplicable("manual keys")), Senseless, 0},
		"cannot be told": {judged("ike/unseen", Cause, Unobserved("the log")), Unseen, 0},
	} {
		c.r.Needs = []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaEvents}
		all := []*Rule{headline, c.r}
		if c.r == headline {
			all = all[:1]
		}
		w := Diagnose(upCase(), all).WhyNot(c.r.ID)
		if w.Answer != c.answer || w.Points != c.points {
			t.Errorf("%s: %s with %d points", name, w.Answer, w.Points)
		}
		if len(w.Needs) != 2 || len(w.Needs[0].Seen) != 1 || w.Needs[0].Lacks != "" || w.Needs[1].Lacks != "the log of hq: not collected" {
			t.Errorf("%s: needs %+v", name, w.Needs)
		}
	}
	if Diagnose(upCase(), []*Rule{headline}).WhyNot("ike/none") != nil {
		t.Error("a rule that is not there has an answer")
	}
}
