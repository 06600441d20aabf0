package engine

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// evidence returns one piece of evidence per kind, of one device.
func evidence(device string, kinds ...SourceKind) []Evidence {
	var out []Evidence
	for _, k := range kinds {
		out = append(out, Evidence{Device: device, Kind: k})
	}
	return out
}

// fromOutput returns evidence of an output with unread lines.
func fromOutput(kind SourceKind, answer ipsec.Answer, unread int) []Evidence {
	src := ipsec.NewSource("show", "a\nb\n")
	src.Answer, src.Unread = answer, unread
	return []Evidence{{Device: "hq", Kind: kind, Ref: ipsec.Ref{Command: "show", First: 1, Last: 1}, snap: &ipsec.Snapshot{Sources: []*ipsec.Source{src}}}}
}

func TestPoints(t *testing.T) {
	both := append(evidence("hq", FromState, FromLog), evidence("br", FromState)...)
	six := append(evidence("hq", FromState, FromLog, FromConfig, FromCounter), evidence("br", FromLog)...)
	weak := []string{"one", "two"}
	for name, c := range map[string]struct {
		verdict Verdict
		want    int
	}{
		"base":                                  {Hold(Strong), 85},
		"one kind adds nothing":                 {Hold(Strong, evidence("hq", FromLog)...), 85},
		"the same kind twice is one":            {Hold(Strong, evidence("hq", FromLog, FromLog)...), 85},
		"a further kind":                        {Hold(Likely, evidence("hq", FromLog, FromState)...), 70},
		"the other end is a kind":               {Hold(Likely, both...), 75},
		"further kinds are worth ten at most":   {Hold(Possible, six...), 50},
		"weakeners":                             {Verdict{Outcome: Holds, Base: Strong, Weakeners: weak}, 55},
		"unread lines":                          {Hold(Strong, fromOutput(FromState, ipsec.Answered, 1)...), 75},
		"unread lines of a cut output":          {Hold(Strong, fromOutput(FromState, ipsec.Truncated, 3)...), 75},
		"everything read":                       {Hold(Strong, fromOutput(FromState, ipsec.Answered, 0)...), 85},
		"a log always has other lines":          {Hold(Strong, fromOutput(FromLog, ipsec.Answered, 9)...), 85},
		"no witness, never certain":             {Hold(90, six...), 94},
		"no witness, base 97":                   {Hold(Certain), 94},
		"witness":                               {Hold(Possible).By(ComparedEnds), 97},
		"witness outweighs weakeners":           {Verdict{Outcome: Holds, Base: Possible, Weakeners: weak, Witness: LocalFact}, 97},
		"cap":                                   {Hold(Strong).Capped(CapUnreadEnd), 60},
		"lowest cap":                            {Hold(Strong).Capped(CapUnreadEnd).Capped(CapOldLog).Capped(CapSeenOnce), 30},
		"a cap never lifts":                     {Hold(Hint).Capped(CapUnreadEnd), 20},
		"kinds do not lift a cap":               {Hold(Strong, six...).Capped(CapPathProbe), 40},
		"witness lifts caps":                    {Hold(Strong).Capped(CapUnreadEnd).Capped(CapSeenOnce).Capped(CapPathProbe).Capped(CapOldLog).By(PrintedByVerifier), 97},
		"witness keeps the key cap":             {Hold(Strong).Capped(CapKeyUnknown).By(PrintedByVerifier), 60},
		"witness, key cap with another":         {Hold(Strong).Capped(CapKeyUnknown).Capped(CapOldLog).By(PrintedByVerifier), 60},
		"refuter":                               {Verdict{Outcome: Holds, Base: Strong, Refuted: "answered"}, 5},
		"refuter beats the witness":             {Verdict{Outcome: Holds, Base: Strong, Refuted: "answered", Witness: LocalFact}, 5},
		"never below two":                       {Verdict{Outcome: Holds, Base: Hint, Weakeners: []string{"a", "b", "c"}}, 2},
		"weakener comes before the cap":         {Verdict{Outcome: Holds, Base: Strong, Weakeners: weak[:1], Caps: []Cap{CapUnreadEnd}}, 60},
		"further kind comes before the ceiling": {Verdict{Outcome: Holds, Base: Certain, Evidence: both, Weakeners: weak[:1]}, 92},
	} {
		if got := points(&c.verdict); got != c.want {
			t.Errorf("%s: %d points, want %d", name, got, c.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	for p, want := range map[int]Confidence{
		98: ConfidenceCertain, 95: ConfidenceCertain, 94: ConfidenceStrong, 75: ConfidenceStrong,
		74: ConfidenceMedium, 45: ConfidenceMedium, 44: ConfidenceWeak, 15: ConfidenceWeak,
	} {
		if got := confidence(p); got != want {
			t.Errorf("%d points are %s, want %s", p, got, want)
		}
	}
}
