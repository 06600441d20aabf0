package deploy

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"ipsec-diag/cmd/internal/metrics"
)

func printed(t *testing.T, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Print(&b, name); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOnlyMetricsThatExistAreAskedFor holds the rules and the dashboard together
// with the code: a metric that was renamed would alert nobody.
func TestOnlyMetricsThatExistAreAskedFor(t *testing.T) {
	known := map[string][]string{}
	for _, f := range metrics.Families() {
		known[f.Name] = f.Labels
	}
	selector := regexp.MustCompile(`\b(ipsec_[a-z_]+)(\{[^}]*\})?`)
	label := regexp.MustCompile(`([a-z_]+)(?:=~|!=|=)\\?"`)
	for _, name := range []string{"prometheus-rules", "grafana-dashboard"} {
		seen := 0
		for _, m := range selector.FindAllStringSubmatch(string(printed(t, name)), -1) {
			seen++
			labels, ok := known[m[1]]
			if !ok {
				t.Errorf("%s asks for %s, which does not exist", name, m[1])
			}
			for _, l := range label.FindAllStringSubmatch(m[2], -1) {
				if !slices.Contains(labels, l[1]) {
					t.Errorf("%s asks for label %s of %s, which has %v", name, l[1], m[1], labels)
				}
			}
		}
		if seen < 10 {
			t.Errorf("%s asks for %d metrics only", name, seen)
		}
	}
}

func TestTheDashboardIsOne(t *testing.T) {
	var d struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(printed(t, "grafana-dashboard"), &d); err != nil {
		t.Fatal(err)
	}
	taken := map[[2]int]string{}
	for _, p := range d.Panels {
		if p.Title == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d: %+v", p.ID, p)
		}
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				if other := taken[at]; other != "" {
					t.Fatalf("%s lies over %s", p.Title, other)
				}
				taken[at] = p.Title
			}
		}
	}
	if d.Title == "" || len(d.Panels) < 10 {
		t.Errorf("%q has %d panels", d.Title, len(d.Panels))
	}
}

func TestEveryAlertSaysWhatAndWhatToDo(t *testing.T) {
	var f struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(printed(t, "prometheus-rules"), &f); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range f.Groups {
		for _, r := range g.Rules {
			n++
			if r.Expr == "" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("%s: %+v", r.Alert, r)
			}
		}
	}
	if n < 10 {
		t.Errorf("%d alerts", n)
	}
}

// TestPromtool asks Prometheus itself; make e2e installs it.
func TestPromtool(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("skipped: no promtool on this machine (apt-get install prometheus); make e2e runs it")
	}
	dir := t.TempDir()
	tests, err := os.ReadFile("testdata/rules_test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	scrape := strings.ReplaceAll(string(printed(t, "prometheus-scrape")), "ipsec-diag-rules.yaml", "rules.yaml")
	for name, data := range map[string][]byte{"rules.yaml": printed(t, "prometheus-rules"), "tests.yaml": tests, "prometheus.yml": []byte(scrape)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"check", "rules", "rules.yaml"}, {"test", "rules", "tests.yaml"}, {"check", "config", "prometheus.yml"}} {
		c := exec.Command(tool, args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
