package credential

import (
	"context"
	"sync"
)

// A Resolver resolves each reference once and remembers the answer for the
// life of the program: a thousand devices with one login ask one question. It
// is safe for concurrent use.
type Resolver struct {
	ask func(prompt string) (string, error)

	mu      sync.Mutex
	answers map[string]*answer
	// terminal lets one question at a time be asked.
	terminal chan struct{}
}

// An answer is what a reference came to; the channel holds the right to work it out.
type answer struct {
	turn   chan struct{}
	done   bool
	secret string
	err    error
}

// NewResolver returns a resolver that asks people with ask, which may be nil.
func NewResolver(ask func(prompt string) (string, error)) *Resolver {
	r := &Resolver{answers: map[string]*answer{}, terminal: make(chan struct{}, 1)}
	if ask != nil {
		r.ask = func(prompt string) (string, error) {
			r.terminal <- struct{}{}
			defer func() { <-r.terminal }()
			return ask(prompt)
		}
	}
	return r
}

// Resolve is [Resolve], once per reference. A failure is remembered too, so
// that a fleet does not run a broken command a thousand times, unless it came
// of ctx being done.
func (r *Resolver) Resolve(ctx context.Context, ref string) (string, error) {
	a := r.answer(ref)
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	defer func() { <-a.turn }()
	if a.done {
		return a.secret, a.err
	}
	secret, err := Resolve(ctx, ref, r.ask)
	if err != nil && ctx.Err() != nil {
		return "", err
	}
	a.done, a.secret, a.err = true, secret, err
	return secret, err
}

func (r *Resolver) answer(ref string) *answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.answers[ref]
	if a == nil {
		a = &answer{turn: make(chan struct{}, 1)}
		r.answers[ref] = a
	}
	return a
}
