package engine

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// livesOf makes lives of so many seconds each.
func livesOf(seconds ...int) []Life {
	start := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	var out []Life
	for _, s := range seconds {
		up := &ipsec.Event{At: ipsec.Saw(start, ipsec.Ref{})}
		down := &ipsec.Event{At: ipsec.Saw(start.Add(time.Duration(s)*time.Second), ipsec.Ref{})}
		out = append(out, Life{Up: up, Down: down})
	}
	return out
}

// TestIrregular: the thresholds of the knowledge file, section E.3, from both
// sides. The coefficients of variation stand beside the lives.
func TestIrregular(t *testing.T) {
	for _, tt := range []struct {
		lives []int
		want  bool
	}{
		{[]int{3600, 3590, 3610, 3605}, false}, // 0.002
		{[]int{100, 200, 300, 320}, false},     // 0.44
		{[]int{100, 200, 300, 400}, true},      // 0.52
		{[]int{60, 900, 4000, 70}, true},       // 1.5
		{[]int{100, 300, 380}, false},          // 0.55
		{[]int{100, 300, 450}, true},           // 0.62
		{[]int{60, 9000}, false},               // two say nothing
		{nil, false},
	} {
		if got := SpreadOf(livesOf(tt.lives...)).Irregular(); got != tt.want {
			t.Errorf("lives of %v: irregular is %v, want %v", tt.lives, got, tt.want)
		}
	}
}
