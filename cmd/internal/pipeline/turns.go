package pipeline

import (
	"context"
	"slices"
	"sync"
)

// Limits are how many logins may be open at the same time; zero is no limit.
type Limits struct {
	// PerSite holds for the devices of one site, PerJump for those behind one
	// jump host.
	PerSite, PerJump int
}

// turns lets each device be logged in to once at a time, and keeps the limits.
type turns struct {
	limits   Limits
	parallel int

	mu    sync.Mutex
	slots map[string]chan struct{}
}

func newTurns(limits Limits, parallel int) *turns {
	return &turns{limits: limits, parallel: parallel, slots: map[string]chan struct{}{}}
}

// take waits for a login's turn and returns what gives it back. Everybody
// takes the slots in the same order, so that no two wait for each other, and
// the slot that all share last: who waits for a busy site keeps nobody else.
func (t *turns) take(ctx context.Context, device, site string, jumps []string) (func(), error) {
	needed := []chan struct{}{t.slot("device "+device, 1)}
	if site != "" {
		needed = append(needed, t.slot("site "+site, t.limits.PerSite))
	}
	for _, jump := range slices.Compact(slices.Sorted(slices.Values(jumps))) {
		needed = append(needed, t.slot("jump "+jump, t.limits.PerJump))
	}
	needed = append(needed, t.slot("all", t.parallel))
	var held []chan struct{}
	giveBack := func() {
		for _, slot := range slices.Backward(held) {
			<-slot
		}
	}
	for _, slot := range needed {
		if slot == nil {
			continue
		}
		select {
		case slot <- struct{}{}:
			held = append(held, slot)
		case <-ctx.Done():
			giveBack()
			return nil, ctx.Err()
		}
	}
	return giveBack, nil
}

// slot returns the slots of a name, nil where there is no limit.
func (t *turns) slot(name string, size int) chan struct{} {
	if size <= 0 {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	slots, ok := t.slots[name]
	if !ok {
		slots = make(chan struct{}, size)
		t.slots[name] = slots
	}
	return slots
}
