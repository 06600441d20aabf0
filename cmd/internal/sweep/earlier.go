package sweep

import (
	"context"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/engine"
)

// past is how far back the history counts for the state of a tunnel.
const past = 24 * time.Hour

// remembering is the agent with what earlier runs found: which tunnels came and
// went, and how many each device usually has up. A history that does not answer
// takes nothing from the judgement but that.
func (s *Service) remembering(ctx context.Context) *pipeline.Agent {
	agent := *s.agent.Load()
	changed, err := s.cfg.Store.Changed(ctx, s.now().Add(-past))
	if err == nil {
		agent.Usual, err = s.cfg.Store.Usual(ctx)
	}
	if err != nil {
		s.cfg.Log.WithError(err).Warn("earlier runs cannot be read: this run is judged without them")
		return &agent
	}
	agent.Past = map[string][]engine.Was{}
	for name, list := range changed {
		for _, w := range list {
			agent.Past[name] = append(agent.Past[name], engine.Was{At: w.At, Health: engine.Health(w.Health)})
		}
	}
	return &agent
}
