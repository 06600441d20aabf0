// Package siterules reads what a site changes without compiling: a folder of
// Markdown cards that replace or add to the text of rules, for all tunnels or
// for those of one site of the inventory, and a file site.yaml that switches
// rules off, changes their severity, and marks tunnels.
//
//	DIR/site.yaml
//	DIR/auth/psk-mismatch.md             for all tunnels
//	DIR/sites/berlin/auth/psk-mismatch.md   for tunnels of the site berlin
package siterules

import (
	"slices"

	"ipsec-diag/engine"
)

// A Site is what a site changes. The zero value changes nothing.
type Site struct {
	// Dir is the folder it was read from, empty for none.
	Dir   string
	Rules []RuleChange
	Marks map[string]*engine.Mark
	cards []siteCard
}

// A RuleChange is what a site says of a rule.
type RuleChange struct {
	Rule string
	// Off switches the rule off; else Severity is the new one.
	Off      bool
	Severity engine.Severity
	Reason   string
	// Line is where in the file it stands.
	Line int
}

// siteCard is a card of the folder: its sections are put over those of a rule.
type siteCard struct {
	rule, site string // site is empty for all
	file       string
	text       string
}

// Apply returns the rules as the site wants them. Those it switches off are
// left out, those of another severity are copies.
func (s *Site) Apply(all []*engine.Rule) []*engine.Rule {
	if s == nil {
		return all
	}
	var out []*engine.Rule
	for _, r := range all {
		i := slices.IndexFunc(s.Rules, func(c RuleChange) bool { return c.Rule == r.ID })
		switch {
		case i < 0:
			out = append(out, r)
		case !s.Rules[i].Off:
			out = append(out, graded(r, s.Rules[i].Severity))
		}
	}
	return out
}

// graded is a rule of another severity, whatever the rule itself would say.
func graded(r *engine.Rule, severity engine.Severity) *engine.Rule {
	other := *r
	other.Severity = severity
	other.Judge = func(c *engine.Case) engine.Verdict {
		v := r.Judge(c)
		if v.Severity != "" {
			v.Severity = severity
		}
		return v
	}
	if r.Fleet != nil {
		other.Fleet = func(s *engine.Sweep) engine.FleetVerdict {
			v := r.Fleet(s)
			for _, i := range v.Incidents {
				i.Severity = severity
			}
			return v
		}
	}
	return &other
}

// Mark puts the site's marks on the cases that bear a marked name.
func (s *Site) Mark(c *engine.Case) {
	if s == nil {
		return
	}
	if m := s.Marks[c.ID]; m != nil {
		c.Mark = m
	}
}

// fixed are the rules that a site cannot change: health and exit code rest on
// them, and what could not be read is not a matter of taste.
var fixed = []string{"intent/configured-not-up", "intent/healthy", "intent/idle-by-design", "intent/admin-disabled"}

func changeable(r *engine.Rule) bool {
	return r.Layer() != "collect" && !slices.Contains(fixed, r.ID)
}
