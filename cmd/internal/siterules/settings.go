package siterules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// settings reads site.yaml.
func (l *loader) settings(path string, data []byte) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		l.problems = append(l.problems, inventory.SyntaxProblem(path, data, err))
		return
	}
	if len(doc.Content) == 0 {
		return
	}
	for _, e := range l.entries(path, doc.Content[0], "rules", "tunnels") {
		for _, one := range l.entries(path, e.value) {
			if e.key.Value == "rules" {
				l.ruleChange(path, one)
			} else {
				l.mark(path, one)
			}
		}
	}
}

// An entry is one key of a mapping and its value.
type entry struct{ key, value *yaml.Node }

// entries returns the entries of a mapping. With names, other keys are told.
func (l *loader) entries(path string, n *yaml.Node, names ...string) (out []entry) {
	if n.Kind != yaml.MappingNode {
		if n.Tag != "!!null" {
			l.problem(path, n.Line, `want lines like "name: value" here`, "")
		}
		return nil
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case len(names) > 0 && !slices.Contains(names, key.Value):
			l.problem(path, key.Line, fmt.Sprintf("unknown key %q; there are: %s", key.Value, strings.Join(names, ", ")), inventory.Closest(key.Value, names))
		case seen[key.Value]:
			l.problem(path, key.Line, fmt.Sprintf("%q stands twice", key.Value), "")
		default:
			out = append(out, entry{key, n.Content[i+1]})
		}
		seen[key.Value] = true
	}
	return out
}

// ruleChange reads "RULE: {off: true, severity: WORD, reason: WORDS}".
func (l *loader) ruleChange(path string, e entry) {
	r := l.rule(e.key.Value, path, e.key.Line)
	c := RuleChange{Rule: e.key.Value, Line: e.key.Line}
	for _, f := range l.entries(path, e.value, "off", "severity", "reason") {
		switch f.key.Value {
		case "off":
			if f.value.Value != "true" && f.value.Value != "false" {
				l.problem(path, f.value.Line, fmt.Sprintf("off %q is not true or false", f.value.Value), "")
			}
			c.Off = f.value.Value == "true"
		case "severity":
			c.Severity = engine.Severity(l.word(path, f, string(engine.Critical), string(engine.Warning), string(engine.Info)))
		case "reason":
			c.Reason = f.value.Value
		}
	}
	switch {
	case r == nil:
	case !changeable(r):
		l.problem(path, e.key.Line, fmt.Sprintf("%s cannot be changed: the health of a tunnel rests on it, or it tells what could not be read; mark the tunnel instead", r.ID), "")
	case !c.Off && c.Severity == "":
		l.problem(path, e.key.Line, fmt.Sprintf("%s says neither off: true nor severity", r.ID), "")
	case c.Off && c.Severity != "":
		l.problem(path, e.key.Line, fmt.Sprintf("%s is switched off and has a severity: say one of them", r.ID), "")
	case c.Reason == "":
		l.problem(path, e.key.Line, fmt.Sprintf("%s gives no reason; a report shows it", r.ID), "")
	default:
		l.site.Rules = append(l.site.Rules, c)
	}
}

// word returns a value that must be one of a few.
func (l *loader) word(path string, e entry, words ...string) string {
	if !slices.Contains(words, e.value.Value) {
		l.problem(path, e.value.Line, fmt.Sprintf("%s %q is not one of: %s", e.key.Value, e.value.Value, strings.Join(words, ", ")), inventory.Closest(e.value.Value, words))
	}
	return e.value.Value
}

// mark reads "TUNNEL: {mark: WORD, until: DATE, reason: WORDS, rules: [ID]}".
func (l *loader) mark(path string, e entry) {
	m := &engine.Mark{}
	for _, f := range l.entries(path, e.value, "mark", "until", "reason", "rules") {
		switch f.key.Value {
		case "mark":
			m.Kind = engine.MarkKind(l.word(path, f, string(engine.MarkOnDemand), string(engine.MarkStandby), string(engine.MarkKnownBad)))
		case "until":
			m.Until = l.date(path, f.value)
		case "reason":
			m.Reason = f.value.Value
		case "rules":
			for _, n := range f.value.Content {
				l.rule(n.Value, path, n.Line)
				m.Rules = append(m.Rules, n.Value)
			}
		}
	}
	switch {
	case m.Kind == "":
		l.problem(path, e.key.Line, fmt.Sprintf("tunnel %q has no mark: on-demand, standby or known-bad", e.key.Value), "")
	case m.Reason == "":
		l.problem(path, e.key.Line, fmt.Sprintf("tunnel %q gives no reason; a report shows it", e.key.Value), "")
	case m.Kind == engine.MarkKnownBad && m.Until.IsZero():
		l.problem(path, e.key.Line, fmt.Sprintf("tunnel %q is known-bad without an end: say until: YYYY-MM-DD, so that it is not forgotten", e.key.Value), "")
	case m.Kind != engine.MarkKnownBad && len(m.Rules) > 0:
		l.problem(path, e.key.Line, fmt.Sprintf("tunnel %q: rules are for known-bad alone", e.key.Value), "")
	}
	l.site.Marks[e.key.Value] = m
}

// date reads a day; the mark holds until its end, in UTC.
func (l *loader) date(path string, n *yaml.Node) time.Time {
	t, err := time.Parse(time.DateOnly, n.Value)
	if err != nil {
		l.problem(path, n.Line, fmt.Sprintf("until %q is not a date; write for example 2026-12-31", n.Value), "")
		return time.Unix(0, 0)
	}
	return t.AddDate(0, 0, 1)
}
