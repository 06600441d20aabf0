package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Start begins to work. The context ends nothing but the start: [Service.Stop]
// ends the work.
func (s *Service) Start(ctx context.Context) error {
	if err := s.client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	s.alive = s.beat()
	return nil
}

// giveBack is how long the devices that are given back may take to let go.
const giveBack = 5 * time.Second

// Stop takes no new job and waits until those at work have ended. When the
// context ends it cancels them: another worker takes them up. It does not wait
// for a database that does not answer.
func (s *Service) Stop(ctx context.Context) error {
	err := s.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.cfg.Log.Warn("the time to stop is over: devices at work are given back, another worker or the next start reads them")
		err = within(giveBack, func() error { return s.client.StopAndCancel(context.WithoutCancel(ctx)) })
	}
	s.rounds.closeAll()
	s.alive.end()
	return err
}

// within runs a function, and leaves it when it takes longer.
func within(limit time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return fmt.Errorf("the job engine has not ended within %s; what was at work is taken up again later", limit)
	}
}
