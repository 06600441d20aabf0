package engine

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

func with(change func(*End)) *Case {
	c := downCase()
	change(&c.Local)
	return c
}

func log(kinds ...ipsec.EventKind) *Case {
	c := &Case{Local: End{Name: "hq", Snap: &ipsec.Snapshot{}}}
	for _, k := range kinds {
		c.Local.Events = append(c.Local.Events, &ipsec.Event{Kind: k})
	}
	return c
}

func TestHealthAndExit(t *testing.T) {
	flag := func(v bool) ipsec.Flag { return ipsec.Saw(v, ipsec.Ref{}) }
	healthy := graded(Info, rule("intent/healthy", State, 85))
	up := func(r ...*Rule) []*Rule { return append(r, healthy) }
	for name, c := range map[string]struct {
		tunnel *Case
		rules  []*Rule
		health Health
		exit   int
	}{
		"healthy":                     {upCase(), up(), Up, 0},
		"info only":                   {upCase(), up(graded(Info, rule("data/x", Cause, 85))), Up, 0},
		"forecast warns":              {upCase(), up(graded(Warning, rule("forecast/x", State, 85))), Up, 1},
		"a data gap is no impairment": {upCase(), up(graded(Warning, rule("collect/x", DataQuality, 85))), Up, 1},
		"warning":                     {upCase(), up(graded(Warning, rule("data/x", Cause, 65))), Degraded, 1},
		"critical":                    {upCase(), up(rule("data/x", Cause, 65)), Degraded, 2},
		"a weak guess does not alarm": {upCase(), up(rule("data/x", Cause, 40)), Up, 0},
		"folded does not count":       {upCase(), up(graded(Info, rule("data/i", State, 85, "data/x")), rule("data/x", Symptom, 85)), Up, 0},
		"idle":                        {upCase(), []*Rule{graded(Info, rule("data/idle", Symptom, 85))}, Idle, 0},
		"up without further proof":    {upCase(), nil, Up, 1},
		"down, cause unknown":         {downCase(), nil, Down, 2},
		"down, only info":             {downCase(), []*Rule{graded(Info, rule("ike/x", Cause, 85))}, Down, 2},
		"down, warning":               {downCase(), []*Rule{graded(Warning, rule("ike/x", Cause, 85))}, Down, 2},
		"idle by design":              {downCase(), []*Rule{graded(Info, rule("intent/idle-by-design", State, 85))}, Idle, 0},
		"idle by design, unsure":      {downCase(), []*Rule{graded(Info, rule("intent/idle-by-design", State, 65))}, Down, 2},
		"switched off on purpose":     {downCase(), []*Rule{graded(Info, rule("intent/admin-disabled", State, 85))}, Idle, 0},
		"standby":                     {downCase(), []*Rule{graded(Info, proven("collect/standby-member", DataQuality))}, Standby, 0},
		"nothing read":                {&Case{}, nil, Unknown, 3},
		"nothing read, a finding":     {&Case{}, []*Rule{rule("underlay/x", Cause, 85)}, Unknown, 3},
		"cut off is not down":         {&Case{Local: shows("hq", ipsec.Truncated)}, nil, Unknown, 3},
		"refused is not down":         {&Case{Local: shows("hq", ipsec.Refused)}, nil, Unknown, 3},
		"the other end shows it":      {&Case{Local: shows("hq", ipsec.Refused), Remote: shows("br", ipsec.Answered)}, nil, Down, 2},
		"a state not known": {with(func(e *End) { e.ChildSAs = []*ipsec.ChildSA{{State: ipsec.ChildUnknown}} }),
			nil, Unknown, 3},
		"an absent SA": {with(func(e *End) { e.ChildSAs = []*ipsec.ChildSA{{State: ipsec.ChildAbsent}} }), nil, Down, 2},
		"rekeying":     {with(func(e *End) { e.ChildSAs = []*ipsec.ChildSA{{State: ipsec.ChildRekeying}} }), up(), Up, 0},
		"no daemon":    {&Case{Local: End{Name: "hq", Snap: &ipsec.Snapshot{ServiceDown: flag(true)}}}, nil, Down, 2},
		"session up": {&Case{Local: End{Name: "hq", Sessions: []*ipsec.Session{{ChildUp: flag(true)}}}},
			up(), Up, 0},
		"session down":       {&Case{Local: End{Name: "hq", Sessions: []*ipsec.Session{{Up: flag(false)}}}}, nil, Down, 2},
		"session not known":  {&Case{Local: End{Name: "hq", Sessions: []*ipsec.Session{{}}}}, nil, Unknown, 3},
		"log: refused":       {log(ipsec.EventAuthFailed), nil, Down, 2},
		"log: up, refused":   {log(ipsec.EventChildEstablished, ipsec.EventAuthFailed), nil, Unknown, 3},
		"log: up, closed":    {log(ipsec.EventChildEstablished, ipsec.EventDeleteReceived), nil, Down, 2},
		"log: closed, up":    {log(ipsec.EventDeleteReceived, ipsec.EventChildEstablished), nil, Unknown, 3},
		"log: nothing of it": {log(ipsec.EventConfigLoaded), nil, Unknown, 3},
	} {
		d := Diagnose(c.tunnel, c.rules)
		if d.Health != c.health || d.ExitCode != c.exit {
			t.Errorf("%s: %s, exit %d; want %s, exit %d", name, d.Health, d.ExitCode, c.health, c.exit)
		}
	}
}
