package report

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/bothends"
)

// bothEnds prints what both ends say of the SAs: the loss of each direction, then
// what differs; what is the same in one line, or all of it.
func (p *textPrinter) bothEnds(d *engine.Diagnosis) {
	v := bothends.Of(d.Case)
	if v == nil || len(v.Rows)+len(v.Losses) == 0 {
		return
	}
	p.heading("Both ends")
	for _, row := range append(lossRows(v), v.Notes...) {
		p.w.WriteString(wrap("  - ", "    ", row))
	}
	named := endNames(d.Case)
	var same, unknown []string
	for _, r := range v.Rows {
		name := named.Replace(r.Name)
		switch {
		case r.Match == bothends.Differs || p.opt.Verbose:
			p.w.WriteString(wrap("  - ", "    ", fmt.Sprintf("%s %s: %s at %s, %s at %s", matchWord(r.Match), name, r.Local, d.Case.Local.Called(), r.Remote, d.Case.Remote.Called())))
		case r.Match == bothends.Same:
			same = append(same, name)
		case r.Match == bothends.Unknown:
			unknown = append(unknown, name)
		}
	}
	for _, list := range []struct {
		says string
		rows []string
	}{{"the same at both ends: ", same}, {"shown by one end only: ", unknown}} {
		if len(list.rows) > 0 {
			p.w.WriteString(wrap("  - ", "    ", list.says+strings.Join(list.rows, ", ")))
		}
	}
}

// lossRows are the directions, and how far apart the readings were.
func lossRows(v *bothends.View) (rows []string) {
	for i := range v.Losses {
		rows = append(rows, bothends.LossText(&v.Losses[i]))
	}
	if s := v.Spread(); s != "" {
		rows = append(rows, s)
	}
	return rows
}

// endNames puts the names of the ends in the names of rows.
func endNames(c *engine.Case) *strings.Replacer {
	return strings.NewReplacer("from local to remote", "from "+c.Local.Called()+" to "+c.Remote.Called(),
		"from remote to local", "from "+c.Remote.Called()+" to "+c.Local.Called(), "the local end", c.Local.Called(), "the remote end", c.Remote.Called(), "local end", c.Local.Called(), "remote end", c.Remote.Called())
}

func matchWord(m bothends.Match) string {
	switch m {
	case bothends.Differs:
		return "DIFFERS"
	case bothends.Info:
		return "beside"
	}
	return string(m)
}

// jsonBothEnds is what both ends say, for programs.
type jsonBothEnds struct {
	Losses []jsonLoss     `json:"losses"`
	Rows   []bothends.Row `json:"rows"`
	Notes  []string       `json:"notes"`
}

// jsonLoss is one direction. Percentages and times are those of the readings;
// what cannot be compared has a reason and no numbers.
type jsonLoss struct {
	From   string          `json:"from"`
	To     string          `json:"to"`
	Result engine.LossKind `json:"result"`
	Sent   uint64          `json:"sent"`
	// SentPerSecond and ReceivedPerSecond are over the interval of each end.
	SentPerSecond     float64 `json:"sent_per_second"`
	Received          uint64  `json:"received"`
	ReceivedPerSecond float64 `json:"received_per_second"`
	Percent           float64 `json:"loss_percent"`
	Low               float64 `json:"loss_percent_low"`
	High              float64 `json:"loss_percent_high"`
	// SentSeconds and ReceivedSeconds are the intervals, SpreadSeconds how far
	// apart both ends were read at most, absent where the times are not known.
	SentSeconds     float64  `json:"sent_over_s"`
	ReceivedSeconds float64  `json:"received_over_s"`
	SinceMade       bool     `json:"since_sa_was_made,omitempty"`
	SpreadSeconds   *float64 `json:"read_apart_s,omitempty"`
	Why             string   `json:"why,omitempty"`
}

func bothEndsJSON(c *engine.Case) *jsonBothEnds {
	v := bothends.Of(c)
	if v == nil {
		return nil
	}
	out := &jsonBothEnds{Losses: []jsonLoss{}, Rows: notNil(v.Rows), Notes: notNil(v.Notes)}
	for i := range v.Losses {
		out.Losses = append(out.Losses, lossJSON(&v.Losses[i]))
	}
	return out
}

func lossJSON(l *engine.Loss) jsonLoss {
	out := jsonLoss{From: l.From.Called(), To: l.To.Called(), Result: l.Kind, Why: l.Why}
	if l.Kind == engine.NotComparable {
		return out
	}
	tenths := func(n uint64) float64 { return float64(n) / 10 }
	out.Sent, out.Received, out.SinceMade = l.Sent, l.Received, l.SinceMade
	out.Percent, out.Low, out.High = tenths(l.Loss), tenths(l.Low), tenths(l.High)
	out.SentSeconds, out.ReceivedSeconds = tenths(uint64(l.Window.Milliseconds()/100)), tenths(uint64(l.ReceiverWindow.Milliseconds()/100)) //nolint:gosec // no window is negative
	out.SentPerSecond, out.ReceivedPerSecond = perSecond(l.Sent, out.SentSeconds), perSecond(l.Received, out.ReceivedSeconds)
	if l.Timed {
		apart := l.Spread.Seconds()
		out.SpreadSeconds = &apart
	}
	return out
}

func perSecond(n uint64, seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	return float64(int64(float64(n)/seconds*10+0.5)) / 10
}
