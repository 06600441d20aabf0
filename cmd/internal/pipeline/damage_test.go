package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// TestDamage gives every output of every platform cut, shuffled and doubled.
// Every line that is left is read or listed, no cause is certain that was not a
// finding of the whole output, and there are no more SAs than before; of lines
// in any order nobody can tell where an SA begins.
func TestDamage(t *testing.T) {
	a := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now}
	all := samples(t)
	whole := make([][]string, len(all))
	for i, s := range all {
		_, d := judged(t, a, s.text)
		whole[i] = findings(d, 0)
	}
	for _, d := range damage() {
		t.Run(d.name, func(t *testing.T) {
			for i, s := range all {
				loaded, diagnoses := judged(t, a, d.wear(s))
				checkCounted(t, s, loaded, d.wear(s))
				was, is := strings.Count(s.want, "\n")+1, sas(loaded)
				if strings.HasPrefix(d.name, "last") {
					was++ // where the line is cut that pairs it, one direction stands alone
				}
				if is > was && !strings.Contains(d.name, "shuffled") {
					t.Errorf("%s, %q of %s: %d SAs, of %d", s.p.Name, s.command, s.name, is, was)
				}
				for _, id := range findings(diagnoses, 95) {
					if !slices.Contains(whole[i], id) {
						t.Errorf("%s, %q of %s: %s is certain", s.p.Name, s.command, s.name, id)
					}
				}
			}
		})
	}
}

func judged(t *testing.T, a *pipeline.Agent, text string) (*pipeline.Loaded, []*engine.Diagnosis) {
	t.Helper()
	loaded, err := a.Load("-", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return loaded, a.Analyze(loaded, time.Time{}).Diagnoses
}

// findings returns the causes of at least so many points, and health.
func findings(diagnoses []*engine.Diagnosis, points int) (ids []string) {
	for _, d := range diagnoses {
		for _, f := range d.Findings {
			if f.Points >= points && (f.Rule.Kind == engine.Cause || f.Rule.ID == "intent/healthy") {
				ids = append(ids, f.Rule.ID)
			}
		}
	}
	return ids
}

// checkCounted demands that each line with content is read, listed as unread, or
// part of a text that was named as left out. Prompts are none of these, if they are
// known as such.
func checkCounted(t *testing.T, s sample, loaded *pipeline.Loaded, text string) {
	t.Helper()
	content, counted := 0, 0
	for _, line := range strings.Split(text, "\n") {
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasPrefix(line, strings.TrimSpace(s.prompt())) && !strings.HasPrefix(line, "hq-asa#") && line != "<--- More --->" {
			content++
		}
	}
	for _, r := range loaded.Readings {
		for _, src := range r.Snap.Sources {
			counted += src.Read + src.Unread
		}
	}
	if len(loaded.Skipped) == 0 && counted < content && !strings.Contains(text, "\n"+text[:strings.IndexByte(text, '\n')]+"\n") {
		t.Errorf("%s, %q of %s: %d lines are counted, of %d", s.p.Name, s.command, s.name, counted, content)
	}
}

func sas(loaded *pipeline.Loaded) (n int) {
	for _, r := range loaded.Readings {
		if lines := factsOf(r.Snap); lines != "" {
			n += strings.Count(lines, "\n") + 1
		}
	}
	return n
}
