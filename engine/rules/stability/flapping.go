package stability

import (
	"fmt"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// flapping says that the tunnel went down and came back again and again. A
// rekey is no such edge, nor is a closing by command.
var flapping = engine.Rule{
	ID:       "stability/flapping",
	Title:    "The tunnel goes up and down repeatedly",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerNone,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Judge:    judgeFlapping,
}

// fewestUps is the number of times a tunnel must have come up within a day.
const fewestUps = 3

func judgeFlapping(c *engine.Case) engine.Verdict {
	if missing := noLog(c); missing != nil && len(c.Past) == 0 {
		return engine.Unobserved(missing...)
	}
	commanded := false
	for _, e := range c.Ends() {
		recent := engine.Recent(e.Lives())
		all := c.NotByOperator(e, recent)
		if len(all) < fewestUps {
			commanded = commanded || len(recent) >= fewestUps
			continue
		}
		first, last := all[0], all[len(all)-1]
		v := engine.Hold(engine.Strong, engine.FromEvent(e, first.Up, "the tunnel comes up")).Began(first.Up)
		for _, l := range all[:len(all)-1] {
			v.Evidence = append(v.Evidence, engine.FromEvent(e, l.Down, "it goes down"))
		}
		v.Evidence = append(v.Evidence, engine.FromEvent(e, last.Up, "it comes up again"))
		return v.With(fmt.Sprintf("%s: up %d times%s", e.Name, len(all), within(first.Up, last.Up)))
	}
	if commanded {
		return engine.Silent("the tunnel was closed by command each time")
	}
	return flappedBefore(c)
}

// flappedBefore judges by what earlier runs saw: a log may be short, off, or not
// write of it.
func flappedBefore(c *engine.Case) engine.Verdict {
	lost := c.LostBefore()
	if len(lost) < fewestUps {
		return engine.Silent("neither a log nor earlier runs show a repeated loss of the tunnel")
	}
	v := engine.Hold(engine.Strong, engine.FromPast(lost, "these runs found the tunnel down after one that had found it up")).
		SettledBy("read the log of both ends at the times of the losses: the end that closes names the reason")
	first, last := lost[0].At, lost[len(lost)-1].At
	v.Since = first.UTC().Format(time.RFC3339)
	return v.With(fmt.Sprintf("runs found it lost %d times within %s", len(lost), last.Sub(first).Round(time.Minute)))
}

// within prints the time between two events, if both have one.
func within(a, b *ipsec.Event) string {
	d, timed := a.Until(b)
	if !timed {
		return ""
	}
	return " within " + d.Round(time.Second).String()
}
