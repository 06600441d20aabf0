package web

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/parsers/ipsec"
)

// TestWords: numbers and times as a person reads them.
func TestWords(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		ago(now, now.Add(-time.Second)):     "just now",
		ago(now, now.Add(-90*time.Second)):  "90 s ago",
		ago(now, now.Add(-3*time.Hour)):     "3 h ago",
		ago(now, now.Add(-72*time.Hour)):    "3 days ago",
		ago(now, now.Add(10*time.Minute)):   "in 10 min",
		ago(now, time.Time{}):               "never",
		stamp(now):                          "2026-03-01 12:00:00Z",
		inBytes(1023) + inBytes(1536):       "1023 B1.5 KiB",
		inRate(125) + " " + inRate(1250000): "1 kbit/s 10 Mbit/s",
		took(1234 * time.Millisecond):       "1.2s",
		number(1, "run") + number(2, "run"): "1 run2 runs",
		link("/t", "a", "x y", "b", ""):     "/t?a=x+y",
		string(prose("run `a<b>` <i>")):     "run <code>a&lt;b&gt;</code> &lt;i&gt;",
		string(health("<x>")):               `<span class="badge">&lt;x&gt;</span>`,
		join("", "b") + join("", ""):        "? ↔ b",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestTheStripShowsGapsAndTheWorst: like buckets are one piece, nothing stored is
// none.
func TestTheStripShowsGapsAndTheWorst(t *testing.T) {
	up, down := &history.Bucket{Health: "up"}, &history.Bucket{Health: "down"}
	got := string(strip([]string{"1", "2", "3", "4"}, []*history.Bucket{up, up, nil, down}))
	if strings.Count(got, "<rect") != 2 || !strings.Contains(got, `class="h-up" x="0.00" y="0" width="500.00"`) || !strings.Contains(got, `class="h-down" x="750.00" y="0" width="250.00"`) {
		t.Errorf("got %s", got)
	}
}

// TestAChartHasNoStylesAndBreaksAtGaps: two lines of two points each are two paths
// apiece, in the colours of the style sheet.
func TestAChartHasNoStylesAndBreaksAtGaps(t *testing.T) {
	v := func(f float64) *float64 { return &f }
	got, err := lineChart([]string{"a", "b", "c", "d", "e"}, []series{{"in", []*float64{v(1), v(2), nil, v(1), v(2)}}}, inRate)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	if strings.Contains(text, "style=") || strings.Contains(text, "rgb(") || !strings.Contains(text, `stroke="var(--chart-4)"`) || !strings.Contains(text, "bit/s") {
		t.Errorf("got %s", text)
	}
	if n := strings.Count(text, `<path stroke-width="1.5"`) + strings.Count(text, `stroke="var(--chart-4)" fill="none"`); n < 2 {
		t.Errorf("%d pieces of the line: %s", n, text)
	}
}

// TestAnSAShowsOnlyWhatIsKnown: an unknown counter is left out, a known zero is
// shown.
func TestAnSAShowsOnlyWhatIsKnown(t *testing.T) {
	sa := &ipsec.ChildSA{State: ipsec.ChildInstalled}
	sa.Counters.InPackets = ipsec.Saw(uint64(0), ipsec.Ref{})
	rows := childRows([]*ipsec.ChildSA{sa})
	if len(rows) != 1 || !rows[0].Up || len(rows[0].Facts) != 1 || rows[0].Facts[0] != (fact{"packets in", "0"}) {
		t.Errorf("got %+v", rows)
	}
}

// TestAnIncidentIsFoldedAndEnds: what it explains is under it, and one that has no
// tunnel any more is not shown.
func TestAnIncidentIsFoldedAndEnds(t *testing.T) {
	run := &history.Run{ID: 3, Incidents: []byte(`[{"id": "a", "members": ["x", "y"]}, {"id": "b", "explained_by": "a", "members": ["x"]}, {"id": "c", "members": ["z"]}, {"id": "d", "members": []}]`)}
	got := incidentsOf(run, map[string]int{"a": 1})
	if len(got) != 2 || got[0].ID != "a" || got[0].Now != 1 || len(got[0].Also) != 1 || got[1].ID != "d" {
		t.Errorf("got %+v", got)
	}
	if all := incidentsOf(run, nil); len(all) != 3 {
		t.Errorf("as they were: %+v", all)
	}
	if broken := incidentsOf(&history.Run{Incidents: []byte("x")}, nil); broken != nil {
		t.Errorf("of a document that cannot be read: %+v", broken)
	}
}
