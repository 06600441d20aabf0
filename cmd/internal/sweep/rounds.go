package sweep

import (
	"sync"

	"ipsec-diag/cmd/internal/pipeline"
)

// rounds are what the logins of a sweep share in this process: connections to
// jump hosts, limits, and which secrets were rejected. A round ends when a later
// sweep has begun and nobody uses it.
type rounds struct {
	mu     sync.Mutex
	open   map[int64]*round
	latest int64
}

type round struct {
	agent *pipeline.Agent
	end   func()
	users int
}

// take returns the agent for a device of a sweep and what gives it back.
func (r *rounds) take(sweep int64, agent *pipeline.Agent, parallel int) (*pipeline.Agent, func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = map[int64]*round{}
	}
	one := r.open[sweep]
	if one == nil {
		one = &round{}
		one.agent, one.end = agent.Begin(parallel)
		r.open[sweep] = one
		r.latest = max(r.latest, sweep)
	}
	one.users++
	return one.agent, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		one.users--
		r.tidy()
	}
}

func (r *rounds) tidy() {
	for sweep, one := range r.open {
		if one.users == 0 && sweep != r.latest {
			one.end()
			delete(r.open, sweep)
		}
	}
}

// closeAll ends all rounds that nobody uses; those in use end with their users.
func (r *rounds) closeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.latest = 0
	r.tidy()
}
