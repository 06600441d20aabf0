package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
)

// notSeenRows say what the diagnosis could not see: limits of the data first,
// then what the rules that could not be judged miss.
func notSeenRows(d *engine.Diagnosis) []string {
	var rows []string
	for _, f := range d.Findings {
		if f.Rule.Kind == engine.DataQuality && f != d.Headline && f.ExplainedBy == "" {
			rows = append(rows, cmp.Or(f.Verdict.Detail, f.Rule.Title))
		}
	}
	for _, m := range missed(d.Undetermined) {
		rows = append(rows, fmt.Sprintf("%s (needed for %s)", m, someOf(m.rules)))
	}
	return rows
}

// A miss is something that was not seen, and the rules that wanted it. The
// areas of one end that are missing for one reason are one miss: an end that
// was not read at all is one row, not ten.
type miss struct {
	areas []string // what of it; empty when text stands alone
	text  string   // "of END: why", or the whole
	rules []string
}

// String returns the miss as a row.
func (m *miss) String() string {
	const most = 3
	switch n := len(m.areas); {
	case n == 0:
		return m.text
	case n > most:
		return fmt.Sprintf("the %s and %d more areas %s", strings.Join(m.areas[:most-1], ", "), n-most+1, m.text)
	}
	return fmt.Sprintf("the %s %s", strings.Join(m.areas, ", "), m.text)
}

// missed groups what rules miss, in the order in which it is first missed.
func missed(undetermined []engine.Undetermined) []*miss {
	var out []*miss
	for _, u := range undetermined {
		for _, text := range u.Missing {
			area, rest := areaOf(text)
			i := slices.IndexFunc(out, func(m *miss) bool { return m.text == rest && (len(m.areas) > 0) == (area != "") })
			if i < 0 {
				i = len(out)
				out = append(out, &miss{text: rest})
			}
			out[i].note(area, u.Rule.ID)
		}
	}
	return out
}

func (m *miss) note(area, rule string) {
	if area != "" && !slices.Contains(m.areas, area) {
		m.areas = append(m.areas, area)
	}
	if !slices.Contains(m.rules, rule) {
		m.rules = append(m.rules, rule)
	}
}

// areaOf splits "the AREA of END: why"; what is of another form has no area.
func areaOf(text string) (area, rest string) {
	area, end, found := strings.Cut(strings.TrimPrefix(text, "the "), " of ")
	if !found || !strings.HasPrefix(text, "the ") || strings.Contains(area, " ") || !strings.Contains(end, ": ") {
		return "", text
	}
	return area, "of " + end
}

// someOf names a few ids and how many more there are.
func someOf(ids []string) string {
	if len(ids) <= 3 {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more rules", strings.Join(ids[:2], ", "), len(ids)-2)
}
