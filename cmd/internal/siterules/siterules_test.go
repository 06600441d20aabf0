package siterules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

// some are rules enough to name.
func some() []*engine.Rule {
	judge := func(*engine.Case) engine.Verdict {
		v := engine.Hold(engine.Strong)
		v.Severity = engine.Critical
		return v
	}
	var out []*engine.Rule
	for _, id := range []string{"auth/psk-mismatch", "hygiene/ikev1-in-use", "collect/parse-gap", "intent/healthy"} {
		out = append(out, &engine.Rule{ID: id, Severity: engine.Warning, Judge: judge})
	}
	return out
}

// folder writes files of a txtar-like list and returns the folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"rule":     {"auth/psk-mismach.md", "## Next steps\n\n- any | both ends | none | Call us.\n", `DIR/auth/psk-mismach.md: no rule is called "auth/psk-mismach"; ipsec-diag rules lists them (did you mean "auth/psk-mismatch"?)`},
		"heading":  {"auth/psk-mismatch.md", "# T\n\n## Next stpes +\n\n- x\n", `DIR/auth/psk-mismatch.md:3: no card has a heading "Next stpes"; there are: Meaning, Evidence, Deciding check, Next steps, Verify, References`},
		"no undo":  {"auth/psk-mismatch.md", "## Next steps\n\n- any | both ends | disruptive | Reload.\n", `DIR/auth/psk-mismatch.md:3: a disruptive step must say how to undo it: "| undo: HOW", "| undo: cannot be undone: WHY" or "| undo: nothing to undo: WHY"`},
		"form":     {"auth/psk-mismatch.md", "## Next steps\n\n- Call us.\n", `DIR/auth/psk-mismatch.md:3: not of the form "- PLATFORM | END | read-only or disruptive | TEXT | undo: HOW"`},
		"empty":    {"auth/psk-mismatch.md", "Call us.\n", `DIR/auth/psk-mismatch.md:1: the card has no section; it needs one such as "## Next steps", or "## Next steps +" to add to the rule's own`},
		"place":    {"psk-mismatch.md", "## Meaning\n", `DIR/psk-mismatch.md: a card stands in LAYER/RULE.md, or in sites/SITE/LAYER/RULE.md for one site`},
		"file":     {"rules.yaml", "", `DIR/rules.yaml: the settings of a site stand in site.yaml of the folder itself`},
		"key":      {fileName, "rule:\n", `DIR/site.yaml:1: unknown key "rule"; there are: rules, tunnels (did you mean "rules"?)`},
		"id":       {fileName, "rules:\n  hygiene/ikev1-in-us: {off: true, reason: x}\n", `DIR/site.yaml:2: no rule is called "hygiene/ikev1-in-us"; ipsec-diag rules lists them (did you mean "hygiene/ikev1-in-use"?)`},
		"severity": {fileName, "rules:\n  auth/psk-mismatch:\n    severity: grave\n    reason: x\n", `DIR/site.yaml:3: severity "grave" is not one of: critical, warning, info`},
		"neither":  {fileName, "rules:\n  auth/psk-mismatch: {reason: x}\n", `DIR/site.yaml:2: auth/psk-mismatch says neither off: true nor severity`},
		"reason":   {fileName, "rules:\n  auth/psk-mismatch: {off: true}\n", `DIR/site.yaml:2: auth/psk-mismatch gives no reason; a report shows it`},
		"fixed":    {fileName, "rules:\n  collect/parse-gap: {off: true, reason: x}\n", `DIR/site.yaml:2: collect/parse-gap cannot be changed: the health of a tunnel rests on it, or it tells what could not be read; mark the tunnel instead`},
		"date":     {fileName, "tunnels:\n  hq-br:\n    mark: known-bad\n    until: 31.12.2026\n    reason: x\n", `DIR/site.yaml:4: until "31.12.2026" is not a date; write for example 2026-12-31`},
		"mark":     {fileName, "tunnels:\n  hq-br: {mark: know-bad, until: 2026-12-31, reason: x}\n", `DIR/site.yaml:2: mark "know-bad" is not one of: on-demand, standby, known-bad (did you mean "known-bad"?)`},
		"endless":  {fileName, "tunnels:\n  hq-br: {mark: known-bad, reason: x}\n", `DIR/site.yaml:2: tunnel "hq-br" is known-bad without an end: say until: YYYY-MM-DD, so that it is not forgotten`},
		"twice":    {fileName, "tunnels:\n  a: {mark: standby, reason: x}\n  a: {mark: standby, reason: x}\n", `DIR/site.yaml:3: "a" stands twice`},
		"syntax":   {fileName, "tunnels:\n\ta: 1\n", `DIR/site.yaml:2: a tab in the indentation; YAML is indented with blanks`},
		"shape":    {fileName, "- a\n", `DIR/site.yaml:1: want lines like "name: value" here`},
	} {
		dir := folder(t, map[string]string{c.file: c.text})
		site, err := Load(dir, some(), []string{"cisco-ios"})
		if err == nil {
			t.Errorf("%s: taken without a word: %+v", name, site)
			continue
		}
		if diff := cmp.Diff(c.want, strings.ReplaceAll(err.Error(), dir, "DIR")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := Load("/no/such", some(), nil); err == nil || err.Error() != "/no/such: cannot read the site rules: no such file or directory" {
		t.Errorf("absent folder: %v", err)
	}
	if site, err := Load("", some(), nil); err != nil || len(site.Apply(some())) != len(some()) {
		t.Errorf("no folder: %v", err)
	}
}

func TestApply(t *testing.T) {
	site, err := Load(folder(t, map[string]string{fileName: `rules:
  hygiene/ikev1-in-use: {off: true, reason: until the migration}
  auth/psk-mismatch: {severity: warning, reason: lab keys}
tunnels:
  hq-br: {mark: known-bad, until: 2026-12-31, reason: ticket 7, rules: [auth/psk-mismatch]}
`}), some(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := site.Apply(some())
	if len(got) != 3 || slices.ContainsFunc(got, func(r *engine.Rule) bool { return r.ID == "hygiene/ikev1-in-use" }) {
		t.Errorf("%d rules", len(got))
	}
	for _, r := range got {
		if v := r.Judge(nil); (r.ID == "auth/psk-mismatch") != (r.Severity == engine.Warning && v.Severity == engine.Warning) {
			t.Errorf("%s is %s, and judges %s", r.ID, r.Severity, v.Severity)
		}
	}
	c := &engine.Case{ID: "hq-br"}
	site.Mark(c)
	if c.Mark == nil || c.Mark.Until.Format("2006-01-02 15:04") != "2027-01-01 00:00" || c.Mark.Rules[0] != "auth/psk-mismatch" {
		t.Errorf("mark %+v", c.Mark)
	}
}

const own = "# Keys\n\n## Meaning\n\nOwn.\n\n## Next steps\n\n- any | both ends | none | Own step.\n\n## Verify\n\nOwn.\n"

func TestCards(t *testing.T) {
	site, err := Load(folder(t, map[string]string{
		"auth/psk_mismatch.md":              "## Next steps +\n\n- any | both ends | none | Call the desk,\n  always.\n",
		"sites/berlin/auth/psk-mismatch.md": "## Next steps\n\n- any | path | none | Only this.\n\n## References\n\n- Wiki\n",
		"README.md":                         "free text\n",
	}), some(), []string{"cisco-ios"})
	if err != nil {
		t.Fatal(err)
	}
	base := map[string]string{"auth/psk-mismatch": own}
	everywhere := card.Steps(site.Cards("", base)["auth/psk-mismatch"])
	if len(everywhere) != 2 || everywhere[0].Text != "Call the desk, always." || everywhere[0].From != "auth/psk_mismatch.md" || everywhere[1].From != "" {
		t.Errorf("everywhere: %+v", everywhere)
	}
	text := site.Cards("berlin", base)["auth/psk-mismatch"]
	berlin := card.Steps(text)
	if len(berlin) != 1 || berlin[0].Text != "Only this." || berlin[0].From != "sites/berlin/auth/psk-mismatch.md" {
		t.Errorf("berlin: %+v", berlin)
	}
	if !strings.Contains(text, "## Meaning\n\nOwn.\n") || !strings.HasSuffix(text, "## References\n\n\n- Wiki\n\n") && !strings.Contains(text, "- Wiki") {
		t.Errorf("berlin: %s", text)
	}
	if base["auth/psk-mismatch"] != own {
		t.Error("the rules' own card was changed")
	}
}

// TestGradedFleetRule: a site's severity counts for incidents too, whatever the
// rule itself would give them.
func TestGradedFleetRule(t *testing.T) {
	r := &engine.Rule{ID: "fleet/same-cause", Severity: engine.Warning, Fleet: func(*engine.Sweep) engine.FleetVerdict {
		return engine.FleetVerdict{Incidents: []*engine.Incident{{Severity: engine.Critical}}}
	}}
	if got := graded(r, engine.Info).Fleet(nil).Incidents[0].Severity; got != engine.Info {
		t.Errorf("an incident of severity %s", got)
	}
}
