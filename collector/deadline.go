package collector

import (
	"context"
	"time"
)

// A deadline is the time a login may take. It stands still while the login
// waits for another device's verdict on the same secret.
type deadline struct {
	context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration
	timer  *time.Timer
}

func newDeadline(ctx context.Context, limit time.Duration) *deadline {
	d := &deadline{limit: limit}
	d.Context, d.cancel = context.WithCancelCause(ctx)
	d.timer = time.AfterFunc(limit, func() { d.cancel(context.DeadlineExceeded) })
	return d
}

// halt stops the clock until the function it returns is called.
func (d *deadline) halt() (goOn func()) {
	d.timer.Stop()
	return func() { d.timer.Reset(d.limit) }
}

// end lets go of the clock.
func (d *deadline) end() {
	d.timer.Stop()
	d.cancel(nil)
}
