package timeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ipsec-diag/engine/change"
	"ipsec-diag/engine/timeline"
)

// written is a log of lives: each is established, and ends by the lines given,
// "+seconds text" after its begin. The next begins a minute after the last line.
func written(start time.Time, pause time.Duration, lives ...[]string) string {
	var b strings.Builder
	line := func(at time.Time, text string) {
		fmt.Fprintf(&b, "%s br1 charon-systemd[20]: %s\n", at.Format("2006-01-02T15:04:05-0700"), text)
	}
	for i, life := range lives {
		line(start, fmt.Sprintf("IKE_SA hq[%d] established between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]", i+1))
		var last time.Duration
		for _, text := range life {
			after, says, _ := strings.Cut(text, " ")
			last, _ = time.ParseDuration(after)
			line(start.Add(last), strings.ReplaceAll(says, "#", fmt.Sprint(i+1)))
		}
		start = start.Add(last + pause)
	}
	return b.String()
}

func deleted(after string) []string { return []string{after + " received DELETE for IKE_SA hq[#]"} }

// silent is a life that ends in unanswered messages, quiet after its begin.
func silent(quiet, giveUp time.Duration) []string {
	return []string{"0s remote host is behind NAT",
		quiet.String() + " retransmit 1 of request with message ID 2",
		(quiet + giveUp).String() + " giving up after 5 retransmits",
		(quiet + giveUp).String() + " deleting IKE_SA hq[#] between 203.0.113.1[br1.example.com]...198.51.100.1[hq.example.com]"}
}

func TestFits(t *testing.T) {
	begin := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text string
		want string // begin of the surest fit; empty for none
		not  string
	}{
		"one life is never more than possible": {written(begin, time.Minute, deleted("1h")), "usual lifetime of 1h0m0s (1h0m0s): 1 of 1, weak (30 of 100); so few are no period", "medium"},
		"two are no period":                    {written(begin, time.Minute, deleted("1h"), deleted("1h")), "usual lifetime of 1h0m0s (1h0m0s): 2 of 2, medium (60 of 100); so few are no period", "strong"},
		"a default stays medium":               {written(begin, time.Minute, deleted("1h"), deleted("1h"), deleted("1h")), "usual lifetime of 1h0m0s (1h0m0s): 3 of 3, medium (60 of 100)", "no period"},
		"one that lived longer refutes it":     {written(begin, time.Minute, deleted("1h"), deleted("1h"), deleted("70m")), "not the usual lifetime of 1h0m0s", "medium"},
		"lengths of no timer":                  {written(begin, time.Minute, deleted("17m"), deleted("17m")), "", "lifetime"},
		"up to up is not compared":             {written(begin, 10*time.Minute, deleted("50m"), deleted("50m")), "", "lifetime"},
		"giving up":                            {written(begin, time.Minute, silent(7*time.Minute, 165*time.Second), silent(19*time.Minute, 165*time.Second)), "unanswered messages until this end gives up after 2m45s, the usual of strongSwan (165s): 2 of 2", "NAT"},
		"mapping":                              {written(begin, time.Minute, silent(2*time.Minute, 20*time.Second), silent(2*time.Minute, 20*time.Second)), "unanswered messages", ""},
		"one time of day":                      {written(begin, 11*time.Hour, deleted("13h"), deleted("13h"), deleted("13h")), "something at one time of day, about 16:00", ""},
		"two days are none":                    {written(begin, 11*time.Hour, deleted("13h"), deleted("13h")), "", "time of day"},
	} {
		t.Run(name, func(t *testing.T) {
			lives := timeline.Of(caseOf(t, c.text)).Lives
			if len(lives) != 1 {
				t.Fatalf("%d statistics, want 1", len(lives))
			}
			var got []string
			for _, f := range lives[0].Fits {
				got = append(got, f.String())
			}
			all := strings.Join(got, "\n")
			if c.want == "" && len(got) > 0 || c.want != "" && !strings.HasPrefix(all, c.want) || c.not != "" && strings.Contains(all, c.not) {
				t.Errorf("want %q, not %q, got\n%s", c.want, c.not, all)
			}
			if name == "mapping" && !strings.Contains(all, "NAT in the path that forgets an idle mapping (2m0s): 2 of 2, weak (30 of 100)") {
				t.Errorf("no mapping in\n%s", all)
			}
		})
	}
}

func TestPast(t *testing.T) {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	tl := timeline.Of(caseOf(t, log),
		timeline.Look{At: at, Verdict: "up, intent/healthy"},
		timeline.Look{At: at.Add(30 * time.Minute), Since: at, Verdict: "down, ike/no-response", Changes: []change.Change{{What: "verdict"}, {Device: "br1", What: "PFS of lan", Was: "modp2048"}}})
	var got []string
	for _, e := range tl.Entries[:3] {
		got = append(got, e.At.Format(time.TimeOnly)+" "+e.Device+" "+e.What+" "+e.Detail)
	}
	want := "01:00:00 ipsec-diag found then: up, intent/healthy \n01:30:00 br1 changed since 2026-11-24 01:00:00: PFS of lan modp2048 > none\n01:30:00 ipsec-diag found then: down, ike/no-response "
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if len(tl.Within) != 1 || tl.Within[0] != "br1 within ±1s" {
		t.Errorf("precision of the clock: %q", tl.Within)
	}
	for _, e := range tl.Entries {
		if e.What == "the peer closed an SA" && !strings.Contains(e.Detail, "sent by 198.51.100.1") {
			t.Errorf("who sent the DELETE is not said: %q", e.Detail)
		}
	}
}
