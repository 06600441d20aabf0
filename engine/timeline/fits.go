package timeline

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A Fit is one timer that could end the tunnel, and how sure that is. Points are
// those of knowledge section E.3; the words follow [Fit.String].
type Fit struct {
	Timer   string
	Hits    int // lives or silences that ended with it
	Samples int // of how many
	Points  int
	// Refuted says that one life outlasted it.
	Refuted bool
}

// String says which timer, how sure and of how many samples.
func (f Fit) String() string {
	if f.Refuted {
		return fmt.Sprintf("not the %s: the tunnel lived longer than that", f.Timer)
	}
	out := fmt.Sprintf("%s: %d of %d, %s (%d of 100)", f.Timer, f.Hits, f.Samples, sure(f.Points), f.Points)
	if f.Samples < 3 {
		out += "; so few are no period"
	}
	return out
}

func sure(points int) string {
	switch {
	case points >= 85:
		return "strong"
	case points >= 60:
		return "medium"
	}
	return "weak"
}

// fits tests every timer against how one end's tunnel ended; the surest first.
// Lives are compared with lifetimes, never the time from one begin to the next;
// the silence before an end with what gives up; the clock time with the day.
func fits(e *engine.End) []Fit {
	var out []Fit
	lives := engine.Unplanned(e.Lives())
	for _, t := range e.Timers() {
		if f, any := lifetime(e, lives, t); any {
			out = append(out, f)
		}
	}
	for _, one := range []func(*engine.End, []engine.Life) (Fit, bool){gaveUp, mapping, daily} {
		if f, any := one(e, lives); any {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return b.Points - a.Points })
	return out
}

// lifetime tests one lifetime against all lives that have a length. It is worth
// a word if one life ended with it; one that outlasted it refutes it.
func lifetime(e *engine.End, lives []engine.Life, t engine.Timer) (Fit, bool) {
	f := Fit{Timer: fmt.Sprintf("%s (%s)", t.Name, t.After)}
	if sa := e.IKEUp(); sa != nil {
		f.Refuted = t.Outlasted(sa.Age.Or(0))
	}
	for _, l := range lives {
		d, timed := l.Lasted()
		if !timed {
			continue
		}
		f.Samples++
		f.Refuted = f.Refuted || t.Outlasted(d)
		if t.Near(d) {
			f.Hits++
		}
	}
	f.Points = points(f, t.Usual)
	if !f.Refuted && f.Points > 80 && engine.Last(e.Own(e.Events), ipsec.EventRekeyFailed) != nil {
		f.Points = 97
	}
	return f, f.Hits > 0
}

// points are those of knowledge section E.3: one is never more than possible,
// two of a configured timer are likely, three strong; a timer that is only a
// default stays likely, and so does one that does not end every life.
func points(f Fit, usual bool) int {
	switch {
	case f.Refuted:
		return 5
	case f.Hits < 2 || f.Hits*2 <= f.Samples:
		return 30
	case usual || f.Hits < f.Samples:
		return 60
	case f.Hits == 2:
		return 75
	}
	return 90
}

// signs are the lines with which an end notices that the peer does not answer.
var signs = []ipsec.EventKind{ipsec.EventRetransmit, ipsec.EventLivenessSent}

// surrenders are the lines with which it gives the peer up; the line that closes
// the SA may follow.
var surrenders = []ipsec.EventKind{ipsec.EventGaveUp, ipsec.EventPeerDead}

// silence is how long before its end a life's first unanswered message was, and
// how long before that the end had said anything else of the tunnel. It is false
// for a life that did not end in giving up.
func silence(e *engine.End, l engine.Life) (asked, quiet time.Duration, ok bool) {
	list := e.Own(e.Events)
	n := slices.Index(list, l.Down)
	if n > 0 && !slices.Contains(surrenders, list[n].Kind) {
		n--
	}
	if n < 0 || !slices.Contains(surrenders, list[n].Kind) {
		return 0, 0, false
	}
	first := n
	for first > 0 && (slices.Contains(signs, list[first-1].Kind) || slices.Contains(surrenders, list[first-1].Kind)) {
		first--
	}
	if first == 0 || !slices.Contains(signs, list[first].Kind) {
		return 0, 0, false
	}
	asked, ok = list[first].Until(l.Down)
	quiet, _ = list[first-1].Until(list[first])
	return asked, quiet, ok
}

// silences are those of the lives that an unanswered message ended.
func silences(e *engine.End, lives []engine.Life) (asked, quiet []time.Duration) {
	for _, l := range lives {
		if a, q, ok := silence(e, l); ok {
			asked, quiet = append(asked, a), append(quiet, q)
		}
	}
	return asked, quiet
}

// within5 reports whether a duration is within 5 percent, and at least a second
// (the log has whole seconds), of another.
func within5(d, of time.Duration) bool { return (d - of).Abs() <= max(of/20, time.Second) }

// gaveUp tells the silence after which an end gives the peer up: the same each
// time is its liveness check and its retransmissions, and not the path's.
func gaveUp(e *engine.End, lives []engine.Life) (Fit, bool) {
	asked, _ := silences(e, lives)
	if len(asked) == 0 {
		return Fit{}, false
	}
	f := Fit{Timer: "unanswered messages until this end gives up after " + asked[0].Round(time.Second).String(), Samples: len(lives)}
	if within5(asked[0], 165*time.Second) {
		f.Timer += ", the usual of strongSwan (165s)"
	}
	if d, known := dpd(e); known {
		f.Timer += fmt.Sprintf(", liveness check each %s", d)
		if n := (asked[0] + d/2) / d; n > 1 && d >= 5*time.Second && within5(asked[0], n*d) {
			f.Timer += fmt.Sprintf(", %d times that", n)
		}
	}
	for _, d := range asked {
		if within5(d, asked[0]) {
			f.Hits++
		}
	}
	// the log names this reason itself: no statistics are needed (E.1)
	f.Points = 90
	if f.Hits*2 <= f.Samples {
		f.Points = 60
	}
	return f, true
}

// dpd is the interval of the end's liveness checks.
func dpd(e *engine.End) (time.Duration, bool) {
	for _, p := range e.Peers {
		if d, known := p.DPD.Get(); known && d > 0 {
			return d, true
		}
	}
	for _, sa := range e.IKESAs {
		if d, known := sa.DPD.Get(); known && d > 0 {
			return d, true
		}
	}
	return 0, false
}

// mappings are usual lives of an idle UDP mapping in a NAT or a firewall
// (RFC 4787, REQ-5, and knowledge section E.2).
var mappings = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 3 * time.Minute, 5 * time.Minute}

// mapping tells whether each end followed the same quiet time, which is that of
// a UDP mapping. A log does not show the packets of the tunnel, so that this is
// never more than possible; the interval of the end's own checks is no such time.
func mapping(e *engine.End, lives []engine.Life) (Fit, bool) {
	if engine.Last(e.Own(e.Events), ipsec.EventNATDetected) == nil {
		return Fit{}, false
	}
	_, quiet := silences(e, lives)
	every, checks := dpd(e)
	for _, m := range mappings {
		if checks && within5(every, m) {
			continue
		}
		f := Fit{Timer: fmt.Sprintf("NAT in the path that forgets an idle mapping (%s)", m), Samples: len(lives), Points: 30}
		for _, q := range quiet {
			if within5(q, m) {
				f.Hits++
			}
		}
		if f.Hits >= 2 {
			return f, true
		}
	}
	return Fit{}, false
}

// The day, and the part of it into which losses on three days must fall to be
// tied to the clock: at random they do so once in 770 times.
const (
	day        = 24 * time.Hour
	arc        = 30 * time.Minute
	fewestDays = 3
)

// daily tells whether the tunnel ends at one time of day, on three days or more.
func daily(e *engine.End, lives []engine.Life) (Fit, bool) {
	days := map[string]bool{}
	var first time.Duration
	n := 0
	for _, l := range lives {
		at, ok := l.Down.At.Get()
		if !ok || at.Year() < 2000 {
			return Fit{}, false
		}
		of := at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location()))
		if n == 0 {
			first = of
		}
		off := (of - first + day + day/2) % day
		if (off - day/2).Abs() > arc/2 {
			return Fit{}, false
		}
		days[at.Format(time.DateOnly)] = true
		n++
	}
	f := Fit{Timer: fmt.Sprintf("something at one time of day, about %02d:%02d (a job, a provider that reconnects)", int(first.Hours()), int(first.Minutes())%60), Hits: n, Samples: n, Points: 75}
	return f, len(days) >= fewestDays
}
