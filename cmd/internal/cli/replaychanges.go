package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/bundle"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
)

// A stored is what is read of a JSON report again.
type stored struct {
	Tunnels  []runreport.TunnelDocument `json:"tunnels"`
	ExitCode int                        `json:"exit_code"`
}

func storedReport(data []byte) (*stored, error) {
	if len(data) == 0 {
		return nil, errors.New("it has none")
	}
	var out stored
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// A said is what was said of a tunnel.
type said struct {
	Health     string `json:"health"`
	Rule       string `json:"rule"`
	Confidence string `json:"confidence"`
}

func (v said) String() string {
	if v == (said{}) {
		return "not judged"
	}
	return fmt.Sprintf("%s, %s (%s)", v.Health, v.Rule, v.Confidence)
}

// A ruleChange is how a verdict differs from the one in a bundle.
type ruleChange struct {
	Tunnel string   `json:"tunnel"`
	Was    said     `json:"was"`
	Now    said     `json:"now"`
	New    []string `json:"new_findings"`
	Gone   []string `json:"gone_findings"`
}

func (c ruleChange) String() string {
	out := c.Tunnel + ": "
	if c.Was == c.Now {
		out += "still " + c.Now.String()
	} else {
		out += "was " + c.Was.String() + "; now " + c.Now.String()
	}
	if len(c.New) > 0 {
		out += "; found now: " + strings.Join(c.New, ", ")
	}
	if len(c.Gone) > 0 {
		out += "; found no more: " + strings.Join(c.Gone, ", ")
	}
	return out
}

// changesSince compares a judgement with a stored report.
func changesSince(old *stored, run *runreport.Run) []ruleChange {
	out := []ruleChange{}
	left := map[string]*runreport.TunnelDocument{}
	for i := range old.Tunnels {
		left[old.Tunnels[i].ID] = &old.Tunnels[i]
	}
	for _, d := range run.Diagnoses {
		was := left[d.Case.ID]
		delete(left, d.Case.ID)
		if change := changeOf(d, was); change.Was != change.Now || len(change.New)+len(change.Gone) > 0 {
			out = append(out, change)
		}
	}
	for i := range old.Tunnels {
		if was := left[old.Tunnels[i].ID]; was != nil {
			out = append(out, ruleChange{Tunnel: was.ID, Was: saidOf(was), New: []string{}, Gone: findingsOf(was)})
		}
	}
	return out
}

func changeOf(d *engine.Diagnosis, was *runreport.TunnelDocument) ruleChange {
	c := ruleChange{Tunnel: d.Case.ID, Now: said{string(d.Health), d.Headline.Rule.ID, string(d.Headline.Confidence)}, New: []string{}, Gone: []string{}}
	var before, after []string
	if was != nil {
		c.Was, before = saidOf(was), findingsOf(was)
	}
	for _, f := range d.Findings {
		after = append(after, f.Rule.ID)
		if !slices.Contains(before, f.Rule.ID) {
			c.New = append(c.New, f.Rule.ID)
		}
	}
	for _, id := range before {
		if !slices.Contains(after, id) {
			c.Gone = append(c.Gone, id)
		}
	}
	return c
}

func saidOf(t *runreport.TunnelDocument) said {
	return said{string(t.Health), t.Headline.Rule, string(t.Headline.Confidence)}
}

func findingsOf(t *runreport.TunnelDocument) []string {
	out := []string{}
	for _, f := range t.Findings {
		out = append(out, f.Rule)
	}
	return out
}

// printRejudged writes today's judgement of a bundle and the changes as JSON.
func (s *settings) printRejudged(c *cobra.Command, contents *bundle.Contents, run *runreport.Run, changes []ruleChange) error {
	var report bytes.Buffer
	if err := runreport.JSON(&report, run, Version()); err != nil {
		return err
	}
	m := &contents.Manifest
	return printJSON(c.OutOrStdout(), struct {
		Judged  time.Time       `json:"judged,omitzero"`
		Was     bundle.Tool     `json:"was"`
		WasBy   bundle.Rules    `json:"was_by_rules"`
		NowBy   bundle.Rules    `json:"now_by_rules"`
		Changes []ruleChange    `json:"changes"`
		Report  json.RawMessage `json:"report"`
	}{m.Judged, m.Tool, m.Rules, rulesVersion(), changes, report.Bytes()})
}
