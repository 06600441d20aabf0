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

// FromPast returns evidence from an earlier run.
func FromPast(w Was) Evidence {
	return Evidence{Device: "history", Ref: ipsec.Ref{Command: "earlier runs"}, Kind: FromState, Says: "an earlier run found the tunnel " + string(w.Health),
		Text: []string{fmt.Sprintf("%s %s", w.At.UTC().Format(time.RFC3339), w.Health)}}
}
