package credential

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestResolverAsksOnce has many devices ask for the same two secrets at once.
func TestResolverAsksOnce(t *testing.T) {
	var asked, atOnce atomic.Int32
	r := NewResolver(func(prompt string) (string, error) {
		if atOnce.Add(1) > 1 {
			t.Error("two questions are on the terminal at once")
		}
		defer atOnce.Add(-1)
		asked.Add(1)
		return "answer to " + prompt, nil
	})
	var devices sync.WaitGroup
	for range 50 {
		for _, ref := range []string{"ask:one", "ask:two"} {
			devices.Go(func() {
				got, err := r.Resolve(t.Context(), ref)
				if want := "answer to " + ref[len("ask:"):]; got != want || err != nil {
					t.Errorf("%s gives %q, %v", ref, got, err)
				}
			})
		}
	}
	devices.Wait()
	if n := asked.Load(); n != 2 {
		t.Errorf("%d questions were asked, want 2", n)
	}
}

func TestResolverRemembersFailure(t *testing.T) {
	asked := 0
	r := NewResolver(func(string) (string, error) { asked++; return "", errors.New("the terminal is gone") })
	for range 3 {
		if _, err := r.Resolve(t.Context(), "ask"); err == nil {
			t.Error("no error")
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// TestResolverForgetsCancel proves that one device's end is not everybody's.
func TestResolverForgetsCancel(t *testing.T) {
	r := NewResolver(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Resolve(ctx, "cmd:echo x"); err == nil {
		t.Error("a cancelled command gave a secret")
	}
	if got, err := r.Resolve(t.Context(), "cmd:echo x"); got != "x" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestResolverWaits proves that who waits for another's answer can give up.
func TestResolverWaits(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	r := NewResolver(func(string) (string, error) { close(started); <-release; return "x", nil })
	var first sync.WaitGroup
	first.Go(func() { _, _ = r.Resolve(t.Context(), "ask") })
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Resolve(ctx, "ask"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	first.Wait()
}
