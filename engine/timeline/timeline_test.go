package timeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/timeline"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

const log = `2026-11-24T03:00:00+0000 br1 charon-systemd[20]: IKE_SA hq[1] established between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]
2026-11-24T03:05:00+0000 br1 charon-systemd[20]: sending DPD request
2026-11-24T03:05:02+0000 br1 charon-systemd[20]: retransmit 1 of request with message ID 2
2026-11-24T03:05:09+0000 br1 charon-systemd[20]: retransmit 2 of request with message ID 2
2026-11-24T03:06:00+0000 br1 charon-systemd[20]: received DELETE for IKE_SA hq[1]
2026-11-24T03:06:20+0000 br1 charon-systemd[20]: IKE_SA hq[2] established between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]
2026-11-24T03:12:20+0000 br1 charon-systemd[20]: received DELETE for IKE_SA hq[2]
2026-11-24T03:12:50+0000 br1 charon-systemd[20]: IKE_SA hq[3] established between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]
2026-11-24T03:18:50+0000 br1 charon-systemd[20]: received DELETE for IKE_SA hq[3]
`

// caseOf is one strongSwan gateway whose clock is an hour ahead.
func caseOf(t *testing.T, text string) *engine.Case {
	t.Helper()
	read := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	c := &collector.Capture{Device: "br1", Platform: "strongswan", Outputs: []collector.Output{
		{Command: "date -u +%Y-%m-%dT%H:%M:%SZ", Status: collector.Answered, Started: read, Text: "2026-11-24T03:30:00Z\n"},
		{Command: "journalctl -u strongswan --no-pager -o short-iso -n 2000", Status: collector.Answered, Started: read, Text: text},
	}}
	cases := engine.Assemble(read, []engine.Reading{{Name: "br1", Snap: parsers.Parse(platforms.Find("strongswan"), c, 0)}}, nil, "")
	if len(cases) != 1 {
		t.Fatalf("%d tunnels, want 1", len(cases))
	}
	return cases[0]
}

func TestTimeline(t *testing.T) {
	tl := timeline.Of(caseOf(t, log))
	var got []string
	for _, e := range tl.Entries {
		text := e.At.Format(time.TimeOnly) + " " + e.What
		if e.Times > 1 {
			text += " until " + e.Last.Format(time.TimeOnly)
		}
		got = append(got, text)
	}
	want := []string{
		"02:00:00 the IKE SA is authenticated", "02:05:00 we asked the peer whether it is alive",
		"02:05:02 our message is unanswered and sent again until 02:05:09", "02:06:00 the peer closed an SA",
		"02:06:20 the IKE SA is authenticated", "02:12:20 the peer closed an SA", "02:12:50 the IKE SA is authenticated",
		"02:18:50 the peer closed an SA", "02:30:00 read by ipsec-diag",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
	if diff := cmp.Diff([]string{"br1: 1h0m0s ahead"}, tl.Skew); diff != "" {
		t.Errorf("skew: want - got +\n%s", diff)
	}
	if len(tl.Lives) != 1 || tl.Lives[0].Variation != 0 || !strings.Contains(tl.Lives[0].String(), "up 3 times, 6m0s to 6m0s (mean 6m0s); away 2 times, 20s to 30s; variation 0 %: so regular that a timer ends it") {
		t.Errorf("statistics: %v", tl.Lives)
	}
}

func TestVariation(t *testing.T) {
	// 1, 5, 20 and 2 minutes: irregular
	irregular := strings.NewReplacer("03:06:00", "03:01:00", "03:12:20", "03:11:20", "03:18:50", "03:32:50").Replace(
		strings.ReplaceAll(log, "2026-11-24T03:05", "2026-11-24T03:00")) +
		`2026-11-24T03:33:00+0000 br1 charon-systemd[20]: IKE_SA hq[4] established between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]
2026-11-24T03:35:00+0000 br1 charon-systemd[20]: received DELETE for IKE_SA hq[4]
`
	s := timeline.Of(caseOf(t, irregular)).Lives[0]
	if s.Lives != 4 || s.Variation < 100 || s.Variation > 120 || !strings.Contains(s.String(), "irregular, no timer ends it") {
		t.Errorf("%+v: %s", s, s)
	}
	two := timeline.Of(caseOf(t, log[:strings.Index(log, "2026-11-24T03:12:50")])).Lives[0]
	if two.Lives != 2 || !strings.Contains(two.String(), "too few to say") {
		t.Errorf("%+v: %s", two, two)
	}
}
