package engine

import (
	"testing"
	"time"
)

func TestMarks(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	later, past := now.Add(time.Hour), now
	fault := []*Rule{rule("ike/x", Cause, 85)}
	for name, c := range map[string]struct {
		mark   *Mark
		of     *Case
		now    time.Time
		state  MarkState
		health Health
		exit   int
	}{
		"none":             {nil, downCase(), now, NoMark, Down, 2},
		"known bad":        {&Mark{Kind: MarkKnownBad}, downCase(), now, MarkHeld, Down, 0},
		"until later":      {&Mark{Kind: MarkKnownBad, Until: later}, downCase(), now, MarkHeld, Down, 0},
		"over":             {&Mark{Kind: MarkKnownBad, Until: past}, downCase(), now, MarkExpired, Down, 2},
		"no time":          {&Mark{Kind: MarkKnownBad, Until: later}, downCase(), time.Time{}, MarkUndated, Down, 2},
		"this fault":       {&Mark{Kind: MarkKnownBad, Rules: []string{"ike/x"}}, downCase(), now, MarkHeld, Down, 0},
		"another fault":    {&Mark{Kind: MarkKnownBad, Rules: []string{"ike/y"}}, downCase(), now, MarkOther, Down, 2},
		"known, unread":    {&Mark{Kind: MarkKnownBad}, &Case{}, now, MarkIdle, Unknown, 3},
		"standby":          {&Mark{Kind: MarkStandby}, downCase(), now, MarkHeld, Standby, 0},
		"standby, over":    {&Mark{Kind: MarkStandby, Until: past}, downCase(), now, MarkExpired, Down, 2},
		"standby, up":      {&Mark{Kind: MarkStandby}, upCase(), now, MarkIdle, Degraded, 2},
		"standby, unknown": {&Mark{Kind: MarkStandby}, &Case{}, now, MarkIdle, Unknown, 3},
	} {
		c.of.Mark, c.of.Now = c.mark, c.now
		d := Diagnose(c.of, fault)
		if d.Marked != c.state || d.Health != c.health || d.ExitCode != c.exit {
			t.Errorf("%s: mark %q, health %s, exit %d", name, d.Marked, d.Health, d.ExitCode)
		}
		if len(d.Findings) == 0 || d.Headline.Rule.ID != "ike/x" {
			t.Errorf("%s: the finding went", name)
		}
	}
}

// TestMarkOnDemand: the rules see a tunnel that the inventory has on demand.
func TestMarkOnDemand(t *testing.T) {
	seen := &Rule{ID: "intent/idle-by-design", Kind: State, Severity: Info, Judge: func(c *Case) Verdict {
		if c.Intent != nil && c.Intent.OnDemand {
			return Hold(Strong)
		}
		return Silent("")
	}}
	c := downCase()
	c.Mark = &Mark{Kind: MarkOnDemand}
	if d := Diagnose(c, []*Rule{seen}); d.Health != Idle || d.ExitCode != 0 || d.Marked != MarkHeld {
		t.Errorf("%s, exit %d, mark %q", d.Health, d.ExitCode, d.Marked)
	}
	c = downCase()
	c.Mark = &Mark{Kind: MarkOnDemand, Until: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	c.Now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	if d := Diagnose(c, []*Rule{seen}); d.Health != Down || d.Marked != MarkExpired {
		t.Errorf("after its day: %s, mark %q", d.Health, d.Marked)
	}
}
