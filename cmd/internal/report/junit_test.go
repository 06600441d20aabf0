package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/engine"
)

// junitShape is what the two schemas in use demand of an element: the attributes
// it must and may have, and the elements in it, in this order.
type junitShape struct{ must, may, inside []string }

var junitShapes = map[string]junitShape{
	"testsuites": {inside: []string{"testsuite"}},
	"testsuite": {must: []string{"package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time"}, may: []string{"skipped"},
		inside: []string{"properties", "testcase", "system-out", "system-err"}},
	"properties": {inside: []string{"property"}},
	"property":   {must: []string{"name", "value"}},
	"testcase":   {must: []string{"name", "classname", "time"}, inside: []string{"skipped", "error", "failure"}},
	"failure":    {must: []string{"type"}, may: []string{"message"}},
	"error":      {must: []string{"type"}, may: []string{"message"}},
	"skipped":    {may: []string{"message"}},
	"system-out": {}, "system-err": {},
}

var junitValues = map[string]*regexp.Regexp{
	"timestamp": regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$`),
	"time":      regexp.MustCompile(`^\d+\.\d+$`),
	"id":        regexp.MustCompile(`^\d+$`), "tests": regexp.MustCompile(`^\d+$`), "failures": regexp.MustCompile(`^\d+$`), "errors": regexp.MustCompile(`^\d+$`),
	"name": regexp.MustCompile(`.`), "hostname": regexp.MustCompile(`.`),
}

// checkJUnit walks a document and demands the shape.
func checkJUnit(t *testing.T, text []byte) (count map[string]int) {
	t.Helper()
	count = map[string]int{}
	var open []string
	last := map[int]int{}
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, text)
		}
		switch x := token.(type) {
		case xml.StartElement:
			shape, known := junitShapes[x.Name.Local]
			if !known {
				t.Fatalf("no element is called %s", x.Name.Local)
			}
			if depth := len(open); depth > 0 {
				at := slices.Index(junitShapes[open[depth-1]].inside, x.Name.Local)
				if at < last[depth] {
					t.Errorf("%s does not stand there in %s", x.Name.Local, open[depth-1])
				}
				if at == last[depth] && open[depth-1] == "testcase" && count[x.Name.Local+"s in a case"] > 0 {
					t.Errorf("two results in a case")
				}
				last[depth] = at
			}
			attributes(t, x, shape)
			count[x.Name.Local]++
			open = append(open, x.Name.Local)
			last[len(open)] = 0
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func attributes(t *testing.T, x xml.StartElement, shape junitShape) {
	t.Helper()
	have := map[string]bool{}
	for _, a := range x.Attr {
		have[a.Name.Local] = true
		if !slices.Contains(append(slices.Clone(shape.must), shape.may...), a.Name.Local) {
			t.Errorf("%s has no attribute %s", x.Name.Local, a.Name.Local)
		}
		if form := junitValues[a.Name.Local]; form != nil && !form.MatchString(a.Value) {
			t.Errorf("%s of %s is %q", a.Name.Local, x.Name.Local, a.Value)
		}
	}
	for _, name := range shape.must {
		if !have[name] {
			t.Errorf("%s lacks %s", x.Name.Local, name)
		}
	}
}

// TestJUnitShape: the document is as Ant's and Jenkins' schemas have it, and each
// tunnel and device is one case of the right kind.
func TestJUnitShape(t *testing.T) {
	r := hostile()
	add := func(h engine.Health, code int, mark engine.MarkState) {
		r.Diagnoses = append(r.Diagnoses, &engine.Diagnosis{Health: h, ExitCode: code, Marked: mark, Case: &engine.Case{ID: "x" + strconv.Itoa(len(r.Diagnoses))},
			Headline: &engine.Finding{Rule: &engine.Rule{ID: "intent/x", Title: "X"}}})
	}
	add(engine.Idle, 0, engine.NoMark)
	add(engine.Standby, 0, engine.NoMark)
	add(engine.Unknown, 3, engine.NoMark)
	add(engine.Degraded, 1, engine.NoMark)
	var b bytes.Buffer
	if err := JUnit(&b, r); err != nil {
		t.Fatal(err)
	}
	got := checkJUnit(t, b.Bytes())
	for what, n := range map[string]int{"testsuite": 2, "testcase": 7, "failure": 2, "error": 2, "skipped": 2} {
		if got[what] != n {
			t.Errorf("%d %s, want %d", got[what], what, n)
		}
	}
	if !strings.Contains(b.String(), `tests="6" failures="2" errors="1" skipped="2"`) {
		t.Errorf("the sums are not those of the cases:\n%s", b.String())
	}
}

// TestJUnitOfNothing: a run that judged nothing is a document, too.
func TestJUnitOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := JUnit(&b, &Run{}); err != nil {
		t.Fatal(err)
	}
	if got := checkJUnit(t, b.Bytes()); got["testsuite"] != 2 || got["testcase"] != 0 {
		t.Errorf("%v", got)
	}
}
