package sweep

import (
	"context"
	"sync"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// beatEvery is how often a process says that it lives.
const beatEvery = 15 * time.Second

// A heart tells the database that this process lives, and people when the
// database does not answer.
type heart struct {
	s       *Service
	started time.Time
	stop    chan struct{}
	done    sync.WaitGroup
	once    sync.Once
	lost    bool
}

// beat begins to tell.
func (s *Service) beat() *heart {
	h := &heart{s: s, started: s.now(), stop: make(chan struct{})}
	h.tell(time.Time{})
	h.done.Go(func() {
		tick := time.NewTicker(beatEvery)
		defer tick.Stop()
		for {
			select {
			case <-h.stop:
				return
			case <-tick.C:
				h.tell(time.Time{})
			}
		}
	})
	return h
}

// end tells that the process stops in good order.
func (h *heart) end() {
	if h == nil {
		return
	}
	h.once.Do(func() {
		close(h.stop)
		h.done.Wait()
		h.tell(h.s.now())
	})
}

// tell writes one row. A loss is told once, and its end once.
func (h *heart) tell(stopped time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), beatEvery)
	defer cancel()
	s := h.s
	err := s.cfg.Store.Ping(ctx)
	if err == nil {
		err = s.cfg.Store.SaveWorker(ctx, history.Worker{Name: s.cfg.Worker, Role: s.role(), Zones: s.cfg.Zones, Parallel: s.cfg.Parallel,
			Version: s.cfg.Version, Started: h.started, Seen: s.now(), Stopped: stopped})
	}
	switch {
	case err != nil && !h.lost:
		s.cfg.Log.WithError(err).Error("the database does not answer; the work goes on when it is back")
	case err == nil && h.lost:
		s.cfg.Log.Warn("the database answers again")
	}
	h.lost = err != nil
}

func (s *Service) role() string {
	if s.cfg.Control {
		return history.RoleServe
	}
	return history.RoleWorker
}
