package rules_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/rules"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// A cell is one row of the two-sided counter table (knowledge file, section C.3):
// which counters of the local end a and of the far end b grew over the window.
type cell struct {
	aOut, aIn, bOut, bIn int
	// headline is the rule, with the most confidence that the table leaves it.
	headline string
	most     engine.Confidence
	owner    engine.Owner
	// from and to are the direction that the detail names, "a" or "b".
	from, to string
	// finding is a rule that holds besides.
	finding string
	// causes say that a cause may be named: the table has one cause for the row.
	causes bool
}

const (
	lost         = "data/esp-lost-in-path"
	inconsistent = "collect/counters-not-comparable"
	undetermined = engine.UndeterminedID
)

// cells is the table. What is inconsistent gives a finding about the data and no
// root cause.
var cells = []cell{
	{0, 0, 0, 0, "data/idle", engine.ConfidenceStrong, engine.OwnerNone, "", "", "", false},
	{1, 0, 0, 0, lost, engine.ConfidenceCertain, engine.OwnerPath, "a", "b", "", false},
	{1, 0, 0, 1, "data/peer-does-not-return", engine.ConfidenceCertain, engine.OwnerPeer, "b", "", "", false},
	{1, 0, 1, 1, lost, engine.ConfidenceCertain, engine.OwnerPath, "b", "a", "", false},
	{1, 0, 1, 0, "underlay/esp-blocked", engine.ConfidenceStrong, engine.OwnerPath, "", "", lost, true},
	{0, 1, 1, 0, "data/receives-only", engine.ConfidenceCertain, engine.OwnerLocal, "a", "", "", false},
	{0, 0, 1, 0, lost, engine.ConfidenceCertain, engine.OwnerPath, "b", "a", "", false},
	{1, 1, 1, 0, lost, engine.ConfidenceCertain, engine.OwnerPath, "a", "b", "", false},
	{1, 1, 1, 1, "intent/healthy", engine.ConfidenceCertain, engine.OwnerNone, "", "", "", false},
	{0, 1, 1, 1, undetermined, "", "", "a", "b", inconsistent, false},
	{1, 1, 0, 1, undetermined, "", "", "b", "a", inconsistent, false},
	{0, 1, 0, 0, undetermined, "", "", "b", "a", inconsistent, false},
	{0, 0, 0, 1, undetermined, "", "", "a", "b", inconsistent, false},
	{0, 1, 0, 1, undetermined, "", "", "a", "b", inconsistent, false}, // and the other way round
	{0, 0, 1, 1, undetermined, "", "", "a", "b", inconsistent, false},
	{1, 1, 0, 0, undetermined, "", "", "b", "a", inconsistent, false},
}

// TestCells judges every cell for a policy-based and for a route-based tunnel,
// seen from an IOS end and from a strongSwan end.
func TestCells(t *testing.T) {
	seen := map[[4]int]bool{}
	for _, c := range cells {
		seen[[4]int{c.aOut, c.aIn, c.bOut, c.bIn}] = true
		for _, kind := range []string{"policy-based", "route-based"} {
			for _, local := range []string{"ios", "strongswan"} {
				t.Run(fmt.Sprintf("%d%d%d%d/%s/%s", c.aOut, c.aIn, c.bOut, c.bIn, kind, local), func(t *testing.T) {
					checkCell(t, c, engine.Diagnose(cellCase(t, c, kind, local), rules.All()), local)
				})
			}
		}
	}
	if len(seen) != 16 {
		t.Errorf("the table has %d cells, want 16", len(seen))
	}
}

func checkCell(t *testing.T, c cell, d *engine.Diagnosis, local string) {
	t.Helper()
	name := map[string]string{"a": local, "b": map[string]string{"ios": "strongswan", "strongswan": "ios"}[local], "": ""}
	h := d.Headline
	if h.Rule.ID != c.headline || h.Owner != c.owner && c.owner != "" {
		t.Errorf("headline %s (%s, owner %s), want %s, owner %s", h.Rule.ID, h.Verdict.Detail, h.Owner, c.headline, c.owner)
	}
	if c.most != "" && rank(h.Confidence) > rank(c.most) {
		t.Errorf("%s is %s, and the table leaves it %s at most", h.Rule.ID, h.Confidence, c.most)
	}
	about := h
	if c.finding != "" {
		about = nil
	}
	for _, f := range d.Findings {
		if f.Rule.ID == c.finding {
			about = f
		}
		if f.Rule.Kind == engine.Cause && f.Severity != engine.Info && f.Rule.Layer() != "hygiene" && !c.causes && f.Confidence == engine.ConfidenceCertain {
			t.Errorf("%s is certain: the counters alone tell no cause", f.Rule.ID)
		}
	}
	if about == nil {
		t.Fatalf("%s does not hold", c.finding)
	}
	checkDirection(t, about, name[c.from], name[c.to])
}

// checkDirection looks for the ends in the detail, the sender first where the
// rule is about a direction.
func checkDirection(t *testing.T, f *engine.Finding, from, to string) {
	t.Helper()
	detail := f.Verdict.Detail
	want := ""
	switch {
	case f.Rule.ID == lost && from != "":
		want = "from " + from + " to " + to + ":"
		if strings.Contains(detail, "from "+to) {
			t.Errorf("detail %q names the other direction, too", detail)
		}
	case f.Rule.ID == inconsistent:
		want = to + " received 400 packets that " + from + " says it never sent"
	case from != "":
		want = from + ": "
	}
	if !strings.Contains(detail, want) {
		t.Errorf("detail %q does not hold %q", detail, want)
	}
}

func rank(c engine.Confidence) int {
	return map[engine.Confidence]int{engine.ConfidenceWeak: 1, engine.ConfidenceMedium: 2, engine.ConfidenceStrong: 3, engine.ConfidenceCertain: 4}[c]
}

// base are the packets of every counter in the first sample, grown how many more
// come in the window where a cell says 1.
const base, grown = 5000, 400

// cellCase builds a case of two ends with two samples, 30 seconds apart.
func cellCase(t *testing.T, c cell, kind, local string) *engine.Case {
	t.Helper()
	far := map[string]string{"ios": "strongswan", "strongswan": "ios"}[local]
	readings := []engine.Reading{cellReading(t, local, kind, c.aOut, c.aIn), cellReading(t, far, kind, c.bOut, c.bIn)}
	cases := engine.Assemble(cellTime.Add(time.Minute), readings, nil, local)
	if len(cases) != 1 || !cases[0].BothRead() {
		t.Fatalf("%d cases of one tunnel", len(cases))
	}
	return cases[0]
}

var cellTime = time.Date(2026, 11, 24, 4, 10, 0, 0, time.UTC)

func cellReading(t *testing.T, end, kind string, out, in int) engine.Reading {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/cells/outputs.txtar")
	if err != nil {
		t.Fatal(err)
	}
	capture := &collector.Capture{Device: end}
	for pass := range 2 {
		fill := filler(end, kind, base+pass*out*grown, base+pass*in*grown, 2000+30*pass)
		for _, f := range archive.Files {
			if device, command, _ := strings.Cut(f.Name, "/"); device == end {
				capture.Outputs = append(capture.Outputs, collector.Output{Command: command, Pass: pass, Status: collector.Answered,
					Text: fill.Replace(string(f.Data)), Started: cellTime.Add(time.Duration(pass) * 30 * time.Second), Took: 40 * time.Millisecond})
			}
		}
	}
	for _, p := range platforms.All() {
		if p.Name == map[string]string{"ios": "cisco-ios", "strongswan": "strongswan"}[end] {
			first := parsers.Parse(p, capture, 0)
			return engine.Reading{Name: end, Earlier: first, Snap: parsers.Later(first, parsers.Parse(p, capture, 1)), Apart: 30 * time.Second}
		}
	}
	t.Fatalf("no platform for %s", end)
	return engine.Reading{}
}

// filler fills in the outputs of one end.
func filler(end, kind string, out, in, age int) *strings.Replacer {
	n := strconv.Itoa
	values := map[string]string{
		"LOCAL": "192.0.2.1", "PEER": "203.0.113.10", "SPIIN": "6c85693e", "SPIOUT": "0a1b2c3d", "OUT": n(out), "IN": n(in), "OUTB": n(out * 84), "INB": n(in * 84),
		"AGE": n(age), "IF": "GigabitEthernet1", "MAP": "VPN", "FLAGS": "origin_is_acl,", "IFID": "",
		"LTS_IOS": "10.1.0.0/255.255.0.0/0/0", "RTS_IOS": "10.2.0.0/255.255.0.0/0/0", "LTS": "10.2.0.0/16", "RTS": "10.1.0.0/16",
	}
	if end == "strongswan" {
		values["LOCAL"], values["PEER"], values["SPIIN"], values["SPIOUT"] = values["PEER"], values["LOCAL"], values["SPIOUT"], values["SPIIN"]
	}
	if kind == "route-based" {
		values["IF"], values["MAP"], values["IFID"] = "Tunnel0", "Tunnel0-head-0", " (-|0x0000002a)"
		values["LTS_IOS"], values["RTS_IOS"], values["LTS"], values["RTS"] = "0.0.0.0/0.0.0.0/0/0", "0.0.0.0/0.0.0.0/0/0", "0.0.0.0/0", "0.0.0.0/0"
	}
	var pairs []string
	for k, v := range values {
		pairs = append(pairs, "@"+k+"@", v)
	}
	return strings.NewReplacer(pairs...)
}
