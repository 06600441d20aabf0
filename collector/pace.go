package collector

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What a [Pace] takes for strain. One device that hangs up proves nothing: a
// few of every hundred always do.
const (
	paceWindow   = 20 // the last logins looked at
	mostHangUps  = 5  // among them before the pace is halved
	slowestShare = 16 // the pace never falls below this part of what was asked for
	calmAfter    = 10 // good logins in a row that raise it again
	// leastDelay is how much longer logins must take than before to count.
	leastDelay = time.Second
)

// A Pace spreads the new connections of a run over time, as a token bucket
// that holds one second's worth. It slows down by half when devices hang up
// before their greeting (MaxStartups, all lines in use) or when logins take
// twice as long as before (an AAA server under load), and recovers with the
// logins that succeed. A nil *Pace does not wait.
type Pace struct {
	wanted  rate.Limit
	limiter *rate.Limiter

	mu     sync.Mutex
	hungUp []bool
	took   []time.Duration
	calm   int
}

// NewPace returns a pace of at most so many new connections a second; zero or
// less is without limit.
func NewPace(perSecond float64) *Pace {
	if perSecond <= 0 {
		return nil
	}
	burst := max(1, int(math.Ceil(perSecond)))
	return &Pace{wanted: rate.Limit(perSecond), limiter: rate.NewLimiter(rate.Limit(perSecond), burst)}
}

// wait returns when the next connection may be opened.
func (p *Pace) wait(ctx context.Context) error {
	if p == nil {
		return ctx.Err()
	}
	return p.limiter.Wait(ctx)
}

// PerSecond returns the present pace, in new connections a second.
func (p *Pace) PerSecond() float64 {
	if p == nil {
		return math.Inf(1)
	}
	return float64(p.limiter.Limit())
}

// note takes the outcome of one connection: a device that hung up before its
// greeting, or a login that took some time.
func (p *Pace) note(hungUp bool, took time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hungUp = last(append(p.hungUp, hungUp), paceWindow)
	if hungUp {
		p.calm = 0
	} else {
		p.took = last(append(p.took, took), paceWindow)
		p.calm++
	}
	switch {
	case p.strained():
		p.limiter.SetLimit(max(p.limiter.Limit()/2, p.wanted/slowestShare))
		p.hungUp, p.took, p.calm = nil, nil, 0
	case p.calm >= calmAfter:
		p.limiter.SetLimit(min(p.limiter.Limit()+p.wanted/8, p.wanted))
		p.calm = 0
	}
}

// strained reports whether many of the last devices hung up, or the later half
// of the last logins took twice as long as the half before.
func (p *Pace) strained() bool {
	hangUps := 0
	for _, h := range p.hungUp {
		if h {
			hangUps++
		}
	}
	if hangUps >= mostHangUps {
		return true
	}
	if len(p.took) < paceWindow {
		return false
	}
	before, now := median(p.took[:paceWindow/2]), median(p.took[paceWindow/2:])
	return now > 2*before && now-before > leastDelay
}

func last[T any](list []T, most int) []T { return list[max(0, len(list)-most):] }

func median(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
