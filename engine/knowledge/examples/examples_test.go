package examples_test

import (
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/engine"
	"ipsec-diag/engine/audit"
	"ipsec-diag/engine/compare"
	"ipsec-diag/engine/knowledge/examples"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// eachPair runs a test for every pair of platforms of every style.
func eachPair(t *testing.T, run func(*testing.T, examples.Pair)) {
	t.Helper()
	for _, style := range examples.Styles() {
		list := examples.Platforms(style)
		if len(list) < 3 {
			t.Fatalf("%s-based examples only for %v", style, list)
		}
		for _, a := range list {
			for _, b := range list {
				pair, err := examples.For(a, b, style)
				if err != nil {
					t.Fatal(err)
				}
				t.Run(string(style)+"/"+a+"-"+b, func(t *testing.T) { run(t, pair) })
			}
		}
	}
}

// TestReadWhole: the parsers of the program read every line of the examples.
func TestReadWhole(t *testing.T) {
	eachPair(t, func(t *testing.T, p examples.Pair) {
		for i := range p.Ends {
			snap := read(t, &p.Ends[i])
			if len(snap.Unread) > 0 {
				t.Errorf("%s: %d unread lines, the first: %q", p.Ends[i].Platform, len(snap.Unread), snap.Unread[0].Text)
			}
			if len(snap.Peers) != 1 {
				t.Errorf("%s: %d connections", p.Ends[i].Platform, len(snap.Peers))
			}
		}
	})
}

// TestEndsFit: nothing of what has to be equal differs, and nothing works only
// in part.
func TestEndsFit(t *testing.T) {
	eachPair(t, func(t *testing.T, p examples.Pair) {
		c := compare.Of(caseOf(t, p))
		same := 0
		for _, i := range c.Items {
			switch i.Match {
			case compare.Differs, compare.Limits:
				t.Errorf("%s: %s here, %s there: %s", i.Name, i.Local.Value, i.Remote.Value, i.Effect)
			case compare.Unknown:
				t.Logf("unknown: %s: %s here, %s there: %s", i.Name, i.Local.Value, i.Remote.Value, i.Effect)
			default:
				same++
			}
		}
		if same < 8 {
			t.Errorf("only %d items are the same", same)
		}
	})
}

// TestPassTheAudit: what the examples tell people to use is above all criticism
// of the baseline, and of NIST.
func TestPassTheAudit(t *testing.T) {
	eachPair(t, func(t *testing.T, p examples.Pair) {
		for _, name := range []string{"baseline", "nist", "bsi"} {
			r := audit.Judge([]*engine.Case{caseOf(t, p)}, policy.Named(name))
			passed := 0
			for i := range r.Items {
				item := &r.Items[i]
				switch {
				case item.Level == audit.Pass:
					passed++
				case name == "bsi" && item.What == "authentication": // it recommends certificates
				case item.Level != audit.Unknown:
					t.Errorf("%s: %s: %s %s: %s: %s", name, item.Device, item.Level, item.What, item.Value, item.Requirement.Source)
				}
			}
			if passed < 6 {
				t.Errorf("%s: only %d passed", name, passed)
			}
		}
	})
}

// TestComplete: each end has keys as placeholders only, an exemption from
// address translation or a tunnel interface, a route, checks, and addresses of
// documentation only.
func TestComplete(t *testing.T) {
	outside := netip.MustParsePrefix("10.0.0.0/8")
	eachPair(t, func(t *testing.T, p examples.Pair) {
		for _, e := range p.Ends {
			text := ""
			for _, f := range e.Files {
				text += f.Text
			}
			if strings.ContainsAny(text, "{}") && (e.Platform == "cisco-ios" || e.Platform == "cisco-asa") || regexp.MustCompile(`\{[a-z-]+\}`).MatchString(text) {
				t.Errorf("%s: something is not filled in:\n%s", e.Platform, text)
			}
			for _, want := range []string{"<PRE-SHARED-KEY>", "198.51.100.1", "203.0.113.1", "route", "nat"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q in it", e.Platform, want)
				}
			}
			if len(e.Checks) < 3 {
				t.Errorf("%s: %d checks", e.Platform, len(e.Checks))
			}
			for _, word := range regexp.MustCompile(`\d+\.\d+\.\d+\.\d+`).FindAllString(text, -1) {
				a := netip.MustParseAddr(word)
				if !outside.Contains(a) && !strings.HasPrefix(word, "198.51.100.") && !strings.HasPrefix(word, "203.0.113.") && !strings.HasPrefix(word, "255.") && !strings.HasPrefix(word, "0.0.") {
					t.Errorf("%s: the address %s", e.Platform, word)
				}
			}
		}
	})
}

func read(t *testing.T, e *examples.End) *ipsec.Snapshot {
	t.Helper()
	c := &collector.Capture{Device: e.Name, Platform: e.Platform}
	for _, f := range e.Files {
		if command := shownBy(e.Platform, f.Name); command != "" {
			text, _ := redact.Text(f.Text)
			c.Outputs = append(c.Outputs, collector.Output{Command: command, Status: collector.Answered, ExitCode: -1, Text: text})
		}
	}
	if len(c.Outputs) != 1 {
		t.Fatalf("%s: %d parts that its parser reads", e.Platform, len(c.Outputs))
	}
	return parsers.Parse(platforms.Find(e.Platform), c, 0)
}

// shownBy is the command that prints a part of an example, where a parser reads it.
func shownBy(platform, name string) string {
	switch {
	case name == "configuration":
		return "show running-config"
	case strings.HasPrefix(name, "/etc/swanctl/") || platform == "libreswan" && strings.HasSuffix(name, ".conf") && strings.HasPrefix(name, "/etc/ipsec.d/"):
		return "cat " + name
	}
	return ""
}

func caseOf(t *testing.T, p examples.Pair) *engine.Case {
	t.Helper()
	var readings []engine.Reading
	for i := range p.Ends {
		e := &p.Ends[i]
		readings = append(readings, engine.Reading{Name: e.Name, Aliases: []string{e.Address}, Snap: read(t, e)})
	}
	for _, c := range engine.Assemble(time.Time{}, readings, nil, "") {
		if c.BothRead() {
			return c
		}
	}
	t.Fatal("the two ends are not paired")
	return nil
}
