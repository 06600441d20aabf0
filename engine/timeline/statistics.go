package timeline

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
)

// Statistics are how long the tunnel was up each time, as one end's log has it,
// and how long it was away in between. All numbers are whole: the same log gives
// the same bytes.
type Statistics struct {
	Device string
	// Lives is how many finished lives have a known length.
	Lives             int
	Shortest, Longest time.Duration
	Mean              time.Duration
	// Variation is the coefficient of variation of the lengths in per cent; -1
	// where there are fewer than three.
	Variation int
	// Outages are the gaps between two lives.
	Outages                       int
	ShortestOutage, LongestOutage time.Duration
	// Fits are the timers that could end it, the surest first.
	Fits []Fit
}

func statistics(e *engine.End) (Statistics, bool) {
	s := Statistics{Device: e.Name, Variation: -1}
	lives := e.Lives()
	var lengths []time.Duration
	for i, l := range lives {
		if d, ok := l.Lasted(); ok {
			lengths = append(lengths, d)
		}
		if i == 0 || lives[i-1].Down == nil {
			continue
		}
		if gap, ok := lives[i-1].Down.Until(l.Up); ok && gap >= 0 {
			s.outage(gap)
		}
	}
	s.lengths(lengths)
	s.Fits = fits(e)
	return s, s.Lives > 0
}

func (s *Statistics) outage(gap time.Duration) {
	if s.Outages == 0 || gap < s.ShortestOutage {
		s.ShortestOutage = gap
	}
	s.LongestOutage = max(s.LongestOutage, gap)
	s.Outages++
}

func (s *Statistics) lengths(list []time.Duration) {
	var sum time.Duration
	for _, d := range list {
		if s.Lives == 0 || d < s.Shortest {
			s.Shortest = d
		}
		s.Longest = max(s.Longest, d)
		sum += d
		s.Lives++
	}
	if s.Lives == 0 {
		return
	}
	s.Mean = sum / time.Duration(s.Lives)
	if s.Lives >= 3 && s.Mean >= time.Second {
		s.Variation = variation(list, s.Mean)
	}
}

// variation is the standard deviation over the mean, in per cent.
func variation(list []time.Duration, mean time.Duration) int {
	squares := int64(0)
	for _, d := range list {
		off := int64((d - mean) / time.Second)
		squares += off * off
	}
	return int(root(10000*squares/int64(len(list))) / int64(mean/time.Second))
}

// coarse is the least mean life whose spread a log in whole seconds can show: a
// second either way is 5 per cent of it (knowledge section E.3, resolution).
const coarse = 40 * time.Second

// root is the whole square root.
func root(n int64) int64 {
	low, high := int64(0), int64(3037000499)
	for low < high {
		mid := (low + high + 1) / 2
		if mid*mid <= n {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// String says it in one line, with what the spread means (the chance that
// memoryless loss looks as regular is under 1 per cent from three lives with 10
// per cent on, four with 20).
func (s Statistics) String() string {
	out := fmt.Sprintf("%s: up %s, %s to %s (mean %s)", s.Device, times(s.Lives), s.Shortest, s.Longest, s.Mean.Round(time.Second))
	if s.Outages > 0 {
		out += fmt.Sprintf("; away %s, %s to %s", times(s.Outages), s.ShortestOutage, s.LongestOutage)
	}
	switch {
	case s.Variation < 0:
		return out + "; too few to say whether a timer ends it"
	case s.Mean < coarse:
		return out + "; too short for a log of whole seconds to show a timer"
	case s.Variation < 10, s.Variation < 20 && s.Lives >= 4:
		return out + fmt.Sprintf("; variation %d %%: so regular that a timer ends it", s.Variation)
	case s.Variation > 50 && s.Lives >= 4:
		return out + fmt.Sprintf("; variation %d %%: irregular, no timer ends it", s.Variation)
	}
	return out + fmt.Sprintf("; variation %d %%: this does not tell a timer from chance", s.Variation)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
