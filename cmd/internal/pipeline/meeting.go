package pipeline

import (
	"context"
	"sync"
	"time"
)

// The samples of one pass are taken in two stages: the first samples of all
// devices at one moment, then the second ones.
const (
	stageFirst = iota
	stageSecond
	stages
)

// A meeting brings the samples of several devices to the same moments: each waits
// until the others are ready, too. It is nil for devices that are read alone.
type meeting struct {
	mu     sync.Mutex
	seats  map[string]*seat
	over   [stages]chan struct{}
	handed [stages][]time.Time
	// hasty says that those are not waited for who have not logged in yet.
	hasty bool
}

// A seat is a device that takes part: whether it is logged in, and which stages
// it has reached.
type seat struct {
	in      bool
	reached int
}

func newMeeting() *meeting {
	m := &meeting{seats: map[string]*seat{}}
	for i := range m.over {
		m.over[i] = make(chan struct{})
	}
	return m
}

// expect keeps a seat for a device that is going to be read.
func (m *meeting) expect(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seats[name] = &seat{}
}

// enter says that a device is logged in: it is waited for from now on.
func (m *meeting) enter(name string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.seats[name]; s != nil {
		s.in = true
	}
}

// leave gives up the seat of a device that failed or is done.
func (m *meeting) leave(name string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.seats, name)
	m.settle()
}

// meet waits until every device has reached a stage, and returns what all of them
// have handed in. Who has not logged in is waited for as long as patience lasts,
// so that an end that cannot be reached costs nothing. It is nil for a device that
// comes too late, or alone.
func (m *meeting) meet(ctx context.Context, name string, stage int, at time.Time, patience time.Duration) []time.Time {
	if m == nil || !m.reach(name, stage, at) {
		return nil
	}
	timer := time.NewTimer(max(patience, 0))
	defer timer.Stop()
	for {
		select {
		case <-m.over[stage]:
			m.mu.Lock()
			defer m.mu.Unlock()
			return m.handed[stage]
		case <-ctx.Done():
			m.leave(name)
			return nil
		case <-timer.C:
			m.mu.Lock()
			m.hasty = true
			m.settle()
			m.mu.Unlock()
		}
	}
}

// reach notes that a device waits at a stage; false when the stage is over.
func (m *meeting) reach(name string, stage int, at time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.seats[name]
	if s == nil || closed(m.over[stage]) {
		return false
	}
	s.in, s.reached = true, stage+1
	m.handed[stage] = append(m.handed[stage], at)
	m.settle()
	return true
}

// settle ends the stages that nobody is waited for any more.
func (m *meeting) settle() {
	for stage := range m.over {
		if closed(m.over[stage]) || len(m.handed[stage]) == 0 {
			continue
		}
		ready := true
		for _, s := range m.seats {
			ready = ready && (s.reached > stage || !s.in && m.hasty)
		}
		if ready {
			close(m.over[stage])
		}
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
