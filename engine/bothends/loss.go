package bothends

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
)

// LossText says what a direction lost: "from br1 to hq: 812 sent (81.2/s), 566
// received (56.6/s) in 10s: 30.3 % lost (between 27.9 % and 32.2 %)".
func LossText(l *engine.Loss) string { return Directed(l, l.From.Called(), l.To.Called()) }

// Directed is [LossText] under other names for the ends.
func Directed(l *engine.Loss, from, to string) string {
	head := fmt.Sprintf("from %s to %s: ", from, to)
	if l.Kind == engine.NotComparable {
		return head + "not compared: " + l.Why
	}
	head += fmt.Sprintf("%d sent%s, %d received%s%s: ", l.Sent, rate(l.Sent, l.Window), l.Received, rate(l.Received, l.ReceiverWindow), window(l))
	switch l.Kind {
	case engine.LossSeen:
		return head + fmt.Sprintf("%s lost (%s)", Percent(l.Loss), bounds(l))
	case engine.NoLossSeen:
		return head + "no loss seen (" + bounds(l) + ")"
	case engine.MoreReceived:
		return head + "more received than sent: the two counters do not belong to the same packets"
	}
	if l.Sent == 0 && l.Received == 0 {
		return head + "nothing was sent"
	}
	return head + "too few to say"
}

func bounds(l *engine.Loss) string {
	if l.Received == 0 {
		return "none arrived"
	}
	if l.Low == 0 {
		return "at most " + Percent(l.High)
	}
	return fmt.Sprintf("between %s and %s", Percent(l.Low), Percent(l.High))
}

// Percent prints tenths of a per cent.
func Percent(tenths uint64) string {
	if tenths%10 == 0 {
		return fmt.Sprintf("%d %%", tenths/10)
	}
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}

// rate is per second, for windows that are long enough for one.
func rate(packets uint64, window time.Duration) string {
	ms := uint64(max(window, 0).Milliseconds()) //nolint:gosec // not negative
	if ms < 1000 || packets == 0 {
		return ""
	}
	tenths := (packets*10000 + ms/2) / ms
	return fmt.Sprintf(" (%d.%d/s)", tenths/10, tenths%10)
}

func window(l *engine.Loss) string {
	switch {
	case l.SinceMade:
		return fmt.Sprintf(" since the SA was made %s ago", short(l.Window))
	case l.Window > 0:
		return fmt.Sprintf(" in %s", l.Window.Round(100*time.Millisecond))
	}
	return ""
}

// Spread says how far apart both ends were read; empty without a comparison.
func (v *View) Spread() string {
	most, timed := time.Duration(0), false
	for i := range v.Losses {
		l := &v.Losses[i]
		if l.Kind == engine.NotComparable {
			continue
		}
		if !l.Timed {
			return "when the two ends were read is not known: the bounds allow for 5 seconds between them"
		}
		most, timed = max(most, l.Spread), true
	}
	if !timed {
		return ""
	}
	tenth := (most + 99*time.Millisecond).Truncate(100 * time.Millisecond)
	return fmt.Sprintf("the two ends were read at most %.1f s apart", max(tenth, 100*time.Millisecond).Seconds())
}

// Lossy reports whether a direction is known to lose packets.
func (v *View) Lossy() bool {
	for i := range v.Losses {
		if v.Losses[i].Kind == engine.LossSeen {
			return true
		}
	}
	return false
}
