package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/engine"
)

// jsonMark is what the site says of a tunnel, and whether it counts: held,
// expired, undated, other-fault or not-needed.
type jsonMark struct {
	Kind   engine.MarkKind  `json:"kind"`
	State  engine.MarkState `json:"state"`
	Until  string           `json:"until,omitempty"`
	Reason string           `json:"reason"`
	Rules  []string         `json:"rules,omitempty"`
}

// jsonSite is what the site changed in this run.
type jsonSite struct {
	Dir   string         `json:"dir"`
	Rules []jsonSiteRule `json:"rules"`
	Cards []string       `json:"cards"`
	// Unmet are marked tunnels that this run did not judge.
	Unmet []string `json:"marks_not_met"`
}

type jsonSiteRule struct {
	Rule     string          `json:"rule"`
	Off      bool            `json:"off,omitempty"`
	Severity engine.Severity `json:"severity,omitempty"`
	Reason   string          `json:"reason"`
}

func markJSON(d *engine.Diagnosis) *jsonMark {
	m := d.Case.Mark
	if m == nil {
		return nil
	}
	return &jsonMark{Kind: m.Kind, State: d.Marked, Until: lastDay(m), Reason: m.Reason, Rules: m.Rules}
}

func (r *Run) siteJSON() *jsonSite {
	if r.Site == nil || r.Site.Dir == "" {
		return nil
	}
	out := &jsonSite{Dir: r.Site.Dir, Rules: []jsonSiteRule{}, Cards: notNil(r.Site.Files()), Unmet: notNil(r.unmet())}
	for _, c := range r.Site.Rules {
		out.Rules = append(out.Rules, jsonSiteRule{Rule: c.Rule, Off: c.Off, Severity: c.Severity, Reason: c.Reason})
	}
	return out
}

// unmet are the marked tunnels that a run did not judge: perhaps a typo.
func (r *Run) unmet() (out []string) {
	for name := range r.Site.Marks {
		if !slices.ContainsFunc(r.Diagnoses, func(d *engine.Diagnosis) bool { return d.Case.ID == name }) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// siteOf is the site whose cards count for a tunnel: that of its local end, else
// of its remote one; empty when neither has cards of its own.
func (r *Run) siteOf(d *engine.Diagnosis) string {
	for _, e := range d.Case.Ends() {
		for i := range r.Devices {
			if r.Devices[i].Name == e.Name && slices.Contains(r.Site.Sites(), r.Devices[i].Site) {
				return r.Devices[i].Site
			}
		}
	}
	return ""
}

// card is the card of a rule for a tunnel, with what the site put over it.
func (r *Run) card(id string, d *engine.Diagnosis) string {
	if r.Site == nil || len(r.Site.Files()) == 0 {
		return r.Cards[id]
	}
	site := r.siteOf(d)
	if r.siteCards == nil {
		r.siteCards = map[string]map[string]string{}
	}
	if r.siteCards[site] == nil {
		r.siteCards[site] = r.Site.Cards(site, r.Cards)
	}
	return r.siteCards[site][id]
}

// severityChange says that a finding's severity is the site's.
func (r *Run) severityChange(f *engine.Finding) *siterules.RuleChange {
	if r.Site == nil {
		return nil
	}
	for i := range r.Site.Rules {
		if c := &r.Site.Rules[i]; c.Rule == f.Rule.ID && !c.Off {
			return c
		}
	}
	return nil
}

// lastDay is the last day on which a mark holds.
func lastDay(m *engine.Mark) string {
	if m.Until.IsZero() {
		return ""
	}
	return m.Until.AddDate(0, 0, -1).Format(time.DateOnly)
}

// markText says what the site says of a tunnel, and whether it counts.
func markText(d *engine.Diagnosis) string {
	m := d.Case.Mark
	if m == nil {
		return ""
	}
	what := string(m.Kind)
	if day := lastDay(m); day != "" {
		what += " until " + day
	}
	switch d.Marked {
	case engine.MarkExpired:
		return fmt.Sprintf("The site had marked it %s (%s): that is over, it counts again.", what, m.Reason)
	case engine.MarkUndated:
		return fmt.Sprintf("The site has marked it %s (%s), but the time of this output is not known: it counts.", what, m.Reason)
	case engine.MarkOther:
		return fmt.Sprintf("The site has marked it %s for %s (%s); this is another fault: it counts.", what, strings.Join(m.Rules, ", "), m.Reason)
	case engine.MarkHeld:
		if m.Kind != engine.MarkOnDemand {
			return fmt.Sprintf("The site has marked it %s: %s. It does not count.", what, m.Reason)
		}
	}
	return fmt.Sprintf("The site has marked it %s: %s.", what, m.Reason)
}

// MarkSuffix is what an overview adds to a tunnel with a mark; empty without.
func MarkSuffix(d *engine.Diagnosis) string {
	m := d.Case.Mark
	switch {
	case m == nil || d.Marked == engine.MarkIdle:
		return ""
	case d.Marked == engine.MarkHeld && m.Until.IsZero():
		return fmt.Sprintf(" [%s: %s]", m.Kind, m.Reason)
	case d.Marked == engine.MarkHeld:
		return fmt.Sprintf(" [%s until %s: %s]", m.Kind, lastDay(m), m.Reason)
	case d.Marked == engine.MarkExpired:
		return fmt.Sprintf(" [%s until %s is over]", m.Kind, lastDay(m))
	}
	return fmt.Sprintf(" [%s does not hold]", m.Kind)
}

// SiteRows say what the site changed in a run.
func SiteRows(r *Run) (rows []string) {
	if r.Site == nil {
		return nil
	}
	for _, c := range r.Site.Rules {
		what := "is switched off"
		if !c.Off {
			what = "counts as " + string(c.Severity)
		}
		rows = append(rows, fmt.Sprintf("%s %s: %s", c.Rule, what, c.Reason))
	}
	if files := r.Site.Files(); len(files) > 0 {
		rows = append(rows, "text of cards: "+strings.Join(files, ", "))
	}
	if unmet := r.unmet(); len(unmet) > 0 {
		rows = append(rows, "marked, and not in this run: "+strings.Join(unmet, ", "))
	}
	return rows
}

// siteDir is the folder of the site's changes.
func siteDir(r *Run) string {
	if r.Site == nil {
		return ""
	}
	return r.Site.Dir
}
