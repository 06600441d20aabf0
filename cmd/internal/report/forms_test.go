package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// evil is what a device, a peer or a banner may send: tags, entities, an end of
// CDATA, a link that loads, a cell's end, terminal escapes, a bell, marks that turn
// the direction, a byte that is no UTF-8.
const evil = "<script>alert(1)</script>&lt;b&gt;]]>\"'`![x](http://192.0.2.66/x)| x=1;2 \x1b[2J\x07\u202etxt.exe\u2066\u200b\x00\xff\uffff"

// hostile is a run in which every text that comes from outside is evil.
func hostile() *Run {
	line := ipsec.Ref{Command: evil, First: 1, Last: 1}
	d := &engine.Diagnosis{Health: engine.Down, ExitCode: 2, Case: &engine.Case{ID: evil, Local: engine.End{Name: evil, Addresses: []string{evil}}, Remote: engine.End{Name: evil}},
		Headline: &engine.Finding{Rule: &engine.Rule{ID: "auth/psk-mismatch", Title: "The keys differ", Kind: engine.Cause}, Severity: engine.Critical, Owner: engine.OwnerLocal, Points: 85, Confidence: engine.ConfidenceStrong,
			Verdict: engine.Verdict{Detail: evil, Since: evil, Evidence: []engine.Evidence{{Device: evil, Says: evil, Text: []string{evil, evil}, Ref: line}}}},
		RuledOut:     []engine.RuledOut{{Rule: &engine.Rule{ID: "auth/x", Title: "X", Kind: engine.Cause}, Why: evil, Evidence: []engine.Evidence{{Device: evil, Ref: line}}}},
		Undetermined: []engine.Undetermined{lacking("ike/a", evil)}, Settles: evil}
	d.Findings = []*engine.Finding{d.Headline}
	up := &engine.Diagnosis{Health: engine.Up, Case: &engine.Case{ID: "up " + evil}, Headline: &engine.Finding{Rule: &engine.Rule{ID: "intent/healthy", Title: "Well"}}}
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	return &Run{Started: at, Finished: at.Add(2 * time.Second), Notes: []string{evil}, Diagnoses: []*engine.Diagnosis{d, up},
		Devices: []Device{{Name: evil, Address: evil, Platform: evil, Failure: &collector.Error{Class: collector.ClassTimeout, Device: evil, Detail: evil},
			Capture: &collector.Capture{Device: evil, Started: at, Finished: at, Outputs: []collector.Output{{Command: evil, Status: collector.Refused, Reason: evil, Text: evil + "\n" + evil, Redacted: 1}}}}},
		Incidents: []*engine.Incident{{Rule: &engine.Rule{ID: "fleet/x", Title: "X"}, About: evil, Detail: evil, Members: []*engine.Diagnosis{d}}}}
}

// TestNothingHides: in no form does anything stand that a terminal, a browser or
// another program would do something with.
func TestNothingHides(t *testing.T) {
	for _, format := range append(Formats(), "full") {
		if format == "text" || format == "json" {
			continue // text is of the terminal's own tests; JSON has escapes of its own
		}
		var b bytes.Buffer
		err := FullText(&b, hostile(), TextOptions{})
		if format != "full" {
			b.Reset()
			err = Write(&b, hostile(), format, TextOptions{})
		}
		if err != nil || b.Len() == 0 {
			t.Fatalf("%s: %v, %d bytes", format, err, b.Len())
		}
		if !utf8.Valid(b.Bytes()) {
			t.Errorf("%s: bytes that are no UTF-8", format)
		}
		for _, r := range b.String() {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0xffff) {
				t.Fatalf("%s: %U stands in it", format, r)
			}
		}
		if !strings.Contains(b.String(), `\u202e`) {
			t.Errorf("%s does not write the mark out", format)
		}
	}
}

// TestHTMLIsInert: no tag, attribute or address of a device becomes the page's.
func TestHTMLIsInert(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<script", "<b>", "<img", "href=\"http", "src=", "url(", "@import"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
	for _, want := range []string{"&lt;script&gt;", "&amp;lt;b&amp;gt;", `content="default-src 'none'; style-src 'unsafe-inline'"`, "prefers-color-scheme: dark", "@media print"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q does not stand in the page", want)
		}
	}
}

// TestMarkdownIsInert: outside of blocks of code no tag works and no picture loads.
func TestMarkdownIsInert(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, line := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		looked++
		if strings.Contains(line, "<script") || strings.Contains(line, "](http") {
			t.Errorf("it works in %q", line)
		}
		if strings.HasPrefix(line, "|") && !strings.HasSuffix(line, "|") {
			t.Errorf("a row is torn: %q", line)
		}
	}
	if looked < 20 {
		t.Errorf("%d lines", looked)
	}
}

func TestInline(t *testing.T) {
	for in, want := range map[string]string{
		"plain AES_CBC":                     "plain AES_CBC",
		"`ping > 3` and <y>":                "`ping > 3` and &lt;y&gt;",
		"`</b>` and <y>":                    "`&lt;/b&gt;` and &lt;y&gt;",
		"one ` and <y>":                     "one ` and &lt;y&gt;",
		"![a](http://192.0.2.1/)":           `!\[a]\(http://192.0.2.1/)`,
		"<redacted>":                        "&lt;redacted&gt;",
		"[read-only, hq] `a` < b `c<1` & e": "[read-only, hq] `a` &lt; b `c<1` &amp; e",
	} {
		if got := inline(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestNagiosLine: one "|" in all, between text and performance data, each of the
// form of the guidelines.
func TestNagiosLine(t *testing.T) {
	var b bytes.Buffer
	if err := Nagios(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	first, long, _ := strings.Cut(b.String(), "\n")
	text, data, found := strings.Cut(first, " | ")
	if !found || strings.ContainsAny(data+long, "|<>") || !strings.HasPrefix(text, "IPSEC CRITICAL - ") {
		t.Errorf("%q", b.String())
	}
	form := regexp.MustCompile(`^('[^'=]+'|[a-z_]+)=(\d+(\.\d+)?)(s|c|%)?(;;;0(;\d+)?)?( |$)`)
	n := 0
	for rest := data; rest != ""; n++ {
		m := form.FindString(rest)
		if m == "" {
			t.Fatalf("no performance data: %q", rest)
		}
		rest = rest[len(m):]
	}
	if n < 8 || !strings.Contains(data, "down=1;;;0;2 ") || !strings.Contains(data, "time=2.000s;;;0") {
		t.Errorf("%d values: %s", n, data)
	}
}

// TestNagiosStaysSmall: monitoring cuts what is too long; whole lines go instead.
func TestNagiosStaysSmall(t *testing.T) {
	var b bytes.Buffer
	if err := Nagios(&b, sweepOf(5000, 4999)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if b.Len() > 5000 || !regexp.MustCompile(`^\(\d+ lines are left out: `).MatchString(lines[len(lines)-1]) {
		t.Errorf("%d bytes, last %q", b.Len(), lines[len(lines)-1])
	}
}

// TestNote: whatever the run, the first line is short, the whole too, and no line
// is cut.
func TestNote(t *testing.T) {
	long := hostile()
	long.Diagnoses[0].Case.ID = strings.Repeat("a-very-long-name ", 60)
	for name, r := range map[string]*Run{"evil": hostile(), "long name": long, "many": sweepOf(5000, 4000), "two": sweepOf(2, 0), "none": {}, "one bad": sweepOf(3, 0)} {
		var b bytes.Buffer
		if err := Note(&b, r); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if columns(lines[0]) > NoteHeadline || b.Len() >= NoteSize || lines[0] == "" {
			t.Errorf("%s: headline of %d, whole of %d bytes", name, columns(lines[0]), b.Len())
		}
		possible := map[string]bool{}
		for _, line := range append(noteHead(r), noteLines(r)...) {
			possible[line] = true
		}
		for _, line := range lines {
			if !possible[line] && !strings.Contains(line, "left out: ") {
				t.Errorf("%s: half a line: %q", name, line)
			}
		}
	}
}

// TestHTMLOfManyStaysSmall: 5,000 tunnels have a row each; the worst 200 have more.
func TestHTMLOfManyStaysSmall(t *testing.T) {
	r := sweepOf(5000, 4000)
	for i := range 5000 {
		r.Devices = append(r.Devices, Device{Name: fmt.Sprintf("dev%d", i), Capture: &collector.Capture{Outputs: []collector.Output{{Command: "x", Status: collector.Answered, Text: strings.Repeat("x", 5000)}}}})
	}
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		t.Fatal(err)
	}
	rows, articles := strings.Count(b.String(), `<tr><td><span class="health`), strings.Count(b.String(), "<article")
	if rows != 5000 || articles != mostFull || b.Len() > 4<<20 {
		t.Errorf("%d rows, %d articles, %d bytes", rows, articles, b.Len())
	}
}

func TestFingerprint(t *testing.T) {
	a := Fingerprint("hq-br1", "auth/psk-mismatch")
	if len(a) != 12 || a != Fingerprint("hq-br1", "auth/psk-mismatch") || a == Fingerprint("hq-br2", "auth/psk-mismatch") || a == Fingerprint("hq-br1auth", "/psk-mismatch") {
		t.Error(a)
	}
}

// TestJSONStaysJSON: evil text does not break it either.
func TestJSONStaysJSON(t *testing.T) {
	var b bytes.Buffer
	var out map[string]any
	if err := JSON(&b, hostile(), "1"); err != nil || json.Unmarshal(b.Bytes(), &out) != nil {
		t.Errorf("%v", err)
	}
}

// TestSaidWrongly: a rule of a scenario card has what the card says of it, another
// has nothing.
func TestSaidWrongly(t *testing.T) {
	rows := saidWrongly("auth/psk-mismatch")
	if len(rows) < 3 || !strings.Contains(strings.Join(rows, "\n"), "A wrong key shows as MM_KEY_EXCH") || strings.Contains(strings.Join(rows, ""), "\n") {
		t.Errorf("%q", rows)
	}
	if rows := saidWrongly("no/such"); rows != nil {
		t.Errorf("%q", rows)
	}
}
