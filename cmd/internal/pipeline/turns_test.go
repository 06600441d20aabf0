package pipeline

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// busy counts who is inside, and the most there ever were.
type busy struct {
	mu        sync.Mutex
	now, most map[string]int
}

func (b *busy) enter(names ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range names {
		b.now[n]++
		b.most[n] = max(b.most[n], b.now[n])
	}
}

func (b *busy) exit(names ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range names {
		b.now[n]--
	}
}

// TestTurnsKeepTheLimits lets four hundred logins through at once: each device
// several times, a few sites and jump hosts in every order.
func TestTurnsKeepTheLimits(t *testing.T) {
	turns := newTurns(Limits{PerSite: 3, PerJump: 5}, 8)
	b := &busy{now: map[string]int{}, most: map[string]int{}}
	var all sync.WaitGroup
	for i := range 400 {
		device, site := fmt.Sprintf("d%d", i%40), fmt.Sprintf("s%d", i%4)
		jumps := [][]string{{"a", "b"}, {"b", "a"}, {"a", "a"}, nil}[i/4%4]
		all.Go(func() {
			leave, err := turns.take(context.Background(), device, site, jumps)
			if err != nil {
				t.Error(err)
				return
			}
			names := append([]string{device, site, "all"}, jumps...)
			if len(jumps) == 2 && jumps[0] == jumps[1] {
				names = names[:4]
			}
			b.enter(names...)
			for range 20 {
				runtime.Gosched() // let the others in, if they may
			}
			b.exit(names...)
			leave()
		})
	}
	all.Wait()
	for name, most := range b.most {
		limit := map[byte]int{'d': 1, 's': 3, 'a': 5, 'b': 5}[name[0]]
		if name == "all" {
			limit = 8
		}
		if most > limit {
			t.Errorf("%d at once in %s, want at most %d", most, name, limit)
		}
	}
	if len(b.most) != 47 {
		t.Errorf("%d places seen", len(b.most))
	}
}

// TestWaitingForABusySiteKeepsNobodyElse: nine wait for a site, and the only
// free login of the run goes to a device elsewhere.
func TestWaitingForABusySiteKeepsNobodyElse(t *testing.T) {
	turns := newTurns(Limits{PerSite: 1}, 2)
	first, err := turns.take(context.Background(), "d0", "busy", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var waiting sync.WaitGroup
	for i := range 9 {
		waiting.Go(func() {
			if leave, err := turns.take(ctx, fmt.Sprintf("w%d", i), "busy", nil); err == nil {
				leave()
				t.Error("two at once in one site")
			}
		})
	}
	other, err := turns.take(context.Background(), "d1", "quiet", nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	waiting.Wait()
	other()
	first()
	for range 2 { // whoever gave up holds nothing
		if leave, err := turns.take(context.Background(), "w1", "busy", nil); err != nil {
			t.Error(err)
		} else {
			leave()
		}
	}
}
