package simulator

import (
	"math/rand/v2"
	"sync"
	"time"
)

// MaxStartups is OpenSSH's limit of connections that have not logged in yet
// (sshd_config(5)): from Begin on Rate percent of the new ones are dropped, all
// from Full on. The zero value drops none.
type MaxStartups struct{ Begin, Rate, Full int }

// startups counts the connections that have not logged in yet.
type startups struct {
	mu      sync.Mutex
	open    int
	dropped int
	random  *rand.Rand
}

// begin admits a connection or drops it. The one that is admitted calls done
// once it has logged in or has ended, whichever comes first.
func (s *startups) begin(limit MaxStartups) (done func(), admitted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.random == nil {
		s.random = rand.New(rand.NewPCG(3, 5)) // the same in every run
	}
	if limit.Full > 0 && s.open >= limit.Begin && s.random.IntN(100) < s.share(limit) {
		s.dropped++
		return nil, false
	}
	s.open++
	var once sync.Once
	return func() {
		once.Do(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.open--
		})
	}, true
}

// share is how many of a hundred are dropped: it rises from Rate to 100.
func (s *startups) share(limit MaxStartups) int {
	if s.open >= limit.Full {
		return 100
	}
	return limit.Rate + (100-limit.Rate)*(s.open-limit.Begin)/max(1, limit.Full-limit.Begin)
}

// Dropped returns how many connections MaxStartups has dropped so far.
func (s *Server) Dropped() int {
	s.startups.mu.Lock()
	defer s.startups.mu.Unlock()
	return s.startups.dropped
}

// consult waits as an AAA server makes wait.
func (s *Server) consult() {
	if s.device.Quirks.SlowLogin <= 0 {
		return
	}
	select {
	case <-time.After(s.device.Quirks.SlowLogin):
	case <-s.ctx.Done():
	}
}
