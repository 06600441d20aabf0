package engine

import (
	"fmt"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// A Was is what an earlier run said of a tunnel.
type Was struct {
	At     time.Time
	Health Health
}

// pastWindow is how far back earlier runs count, as for the lives in a log.
const pastWindow = 24 * time.Hour

// LostBefore are the runs of the last day that found the tunnel down after one that
// had found it up, the latest last. What is idle by design, on standby or unknown
// is neither: a tunnel on demand that comes and goes loses nothing.
func (c *Case) LostBefore() []Was {
	var out []Was
	up := false
	for _, w := range c.Past {
		if c.Now.Sub(w.At) > pastWindow {
			continue
		}
		switch w.Health {
		case Up, Degraded:
			up = true
		case Down:
			if up {
				out = append(out, w)
			}
			up = false
		}
	}
	return out
}

// FromPast returns evidence from earlier runs, a line each.
func FromPast(list []Was, says string) Evidence {
	ev := Evidence{Device: "history", Ref: ipsec.Ref{Command: "earlier runs", First: 1, Last: int32(min(len(list), 1<<20))}, Kind: FromState, Says: says}
	for _, w := range list {
		ev.Text = append(ev.Text, fmt.Sprintf("%s %s", w.At.UTC().Format(time.RFC3339), w.Health))
	}
	return ev
}
