package cli

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/bundle"
	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// rulesVersion is how many rules there are and a digest of what they say.
func rulesVersion() bundle.Rules {
	list := rules.All()
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode(ruleRows(list)) // a hash takes everything
	cards := ruleCards()
	for _, id := range slices.Sorted(maps.Keys(cards)) {
		_, _ = fmt.Fprintf(sum, "%s\n%s\n", id, cards[id])
	}
	return bundle.Rules{Count: len(list), Digest: hex.EncodeToString(sum.Sum(nil))}
}

// contentsOf is what a run's judgement rests on.
func (s *settings) contentsOf(run *runreport.Run, inv *inventory.Inventory, tunnel string) (*bundle.Contents, error) {
	flow, err := s.flow.parse()
	if err != nil {
		return nil, err
	}
	site, err := filesOf(s.site.Dir)
	if err != nil {
		return nil, usageError("cannot read the site rules %s: %v", s.site.Dir, plainReason(err))
	}
	out := &bundle.Contents{Inventory: runfile.Needed(run, inv), Site: site, Manifest: bundle.Manifest{
		Tool: bundle.Tool{Name: "ipsec-diag", Version: Version()}, Rules: rulesVersion(), Started: run.Started, Judged: run.Finished,
		Audience: bundle.Internal, Hidden: bundle.Internal.Hidden(), Subject: run.Subject, RemoteOnly: s.side == sideRemote,
		Interrupted: run.Interrupted, Notes: run.Notes, SiteRules: s.site.Dir,
	}}
	if tunnel != "" && len(run.Diagnoses) == 1 {
		out.Manifest.Tunnel = run.Diagnoses[0].Case.ID
	}
	if flow != nil {
		out.Manifest.Flow, out.Manifest.FlowTunnel = flow.String(), tunnel
	}
	for i := range run.Devices {
		if c := run.Devices[i].Capture; c != nil {
			out.Captures = append(out.Captures, c)
		}
	}
	return out, nil
}

// filesOf reads what a site changes, by place in its folder.
func filesOf(dir string) (map[string][]byte, error) {
	out := map[string][]byte{}
	if dir == "" {
		return out, nil
	}
	return out, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		if ext := filepath.Ext(path); ext != ".md" && ext != ".yaml" {
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
}

// siteOf reads what a site changes from the files of a bundle.
func siteOf(c *bundle.Contents) (*siterules.Site, error) {
	if len(c.Site) == 0 {
		return &siterules.Site{}, nil
	}
	dir, err := os.MkdirTemp("", "ipsec-diag-site-*")
	if err != nil {
		return nil, usageError("no room for the site rules of the bundle: %v", plainReason(err))
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for name, text := range c.Site {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, usageError("no room for the site rules of the bundle: %v", plainReason(err))
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return nil, usageError("no room for the site rules of the bundle: %v", plainReason(err))
		}
	}
	site, err := siterules.Load(dir, rules.All(), platforms.Names())
	if err != nil {
		return nil, usageError("the site rules of the bundle: %s", strings.ReplaceAll(err.Error(), dir, c.Manifest.SiteRules))
	}
	site.Dir = c.Manifest.SiteRules
	return site, nil
}

// judgeContents judges what a bundle holds, as at the time that it says.
func (s *settings) judgeContents(c *bundle.Contents) (*runreport.Run, error) {
	site, err := siteOf(c)
	if err != nil {
		return nil, err
	}
	m := &c.Manifest
	moment := pipeline.Moment{Started: m.Started, Now: m.Judged, Subject: m.Subject, RemoteOnly: m.RemoteOnly, FlowTunnel: m.FlowTunnel, Notes: m.Notes, Interrupted: m.Interrupted}
	if m.Flow != "" {
		flow, err := inventory.ParseFlow(m.Flow)
		if err != nil {
			return nil, usageError("the bundle's manifest: %v", err)
		}
		moment.Flow = &flow
	}
	run := s.bareWith(site).Rejudge(c.Captures, c.Inventory, moment)
	run.Cards, run.Site, run.Version = ruleCards(), site, m.Tool.Version
	return run, keepTunnel(run, m.Tunnel)
}

// settled is what a bundle of a run gives back when it is opened, and the run as
// judged from that: what is reported is what replay will see.
func (s *settings) settled(run *runreport.Run, inv *inventory.Inventory, tunnel string) (*bundle.Contents, *runreport.Run, error) {
	contents, err := s.contentsOf(run, inv, tunnel)
	if err != nil {
		return nil, nil, err
	}
	data, err := contents.Format()
	if err != nil {
		return nil, nil, &exitError{code: ExitUnknown, text: "the bundle cannot be written: " + err.Error()}
	}
	if contents, err = bundle.Parse(data, bundle.Usual()); err != nil {
		return nil, nil, &exitError{code: ExitUnknown, text: "this run does not fit in a bundle: " + err.Error()}
	}
	judged, err := s.judgeContents(contents)
	return contents, judged, err
}

// addReports puts the reports of a run into contents.
func addReports(c *bundle.Contents, run *runreport.Run) error {
	var text, markdown, document bytes.Buffer
	err := cmp.Or(runreport.Text(&text, run, runreport.TextOptions{}), runreport.Markdown(&markdown, run), runreport.JSON(&document, run, c.Manifest.Tool.Version))
	c.Reports = map[string][]byte{bundle.TextReport: text.Bytes(), bundle.MarkdownReport: markdown.Bytes(), bundle.JSONReport: document.Bytes()}
	return err
}

// verdictsApart tells how the verdicts of two runs over the same outputs differ,
// but for the names.
func verdictsApart(a, b *runreport.Run) (out []string) {
	count := map[string]int{}
	for _, d := range a.Diagnoses {
		count[verdictOf(d)]++
	}
	for _, d := range b.Diagnoses {
		if v := verdictOf(d); count[v] > 0 {
			count[v]--
		} else {
			out = append(out, "new is "+v)
		}
	}
	for _, v := range slices.Sorted(maps.Keys(count)) {
		if count[v] > 0 {
			out = append(out, "gone is "+v)
		}
	}
	return out
}

// verdictOf is a verdict without names.
func verdictOf(d *engine.Diagnosis) string {
	out := []string{string(d.Health), d.Headline.Rule.ID, string(d.Headline.Confidence)}
	for _, f := range d.Findings {
		out = append(out, fmt.Sprintf("%s=%d", f.Rule.ID, f.Points))
	}
	return strings.Join(out, " ")
}
