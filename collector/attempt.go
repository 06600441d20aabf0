package collector

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// DefaultRetries are the waits before a connection is tried again.
func DefaultRetries() []time.Duration { return []time.Duration{time.Second, 3 * time.Second} }

// persist tries again what failed before the device greeted us: nothing was
// sent by then, so that trying again can lock nothing. What fails later, above
// all a rejected login, is never tried again.
func persist(ctx context.Context, o Options, try func() (*connection, *Error)) (*connection, *Error) {
	for attempt := 0; ; attempt++ {
		c, failed := try()
		if failed == nil || !failed.early {
			return c, failed
		}
		if attempt >= len(o.Retries) || !pause(ctx, o.Retries[attempt]) {
			if attempt > 0 {
				failed.Detail += fmt.Sprintf(" (tried %d times)", attempt+1)
			}
			return nil, failed
		}
		o.Log.WithField("device", failed.Device).WithError(failed).Debug("trying again")
	}
}

// pause waits, and reports whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// attempt connects and logs in once, and tells the run's memory how it went.
func attempt(ctx context.Context, d inventory.Device, o Options, keys *hostKeyCheck, secrets *credentials) (*connection, *Error) {
	config, auth, failed := clientConfig(d, o, keys, secrets)
	if failed != nil {
		return nil, failed
	}
	addr := address(d)
	conn, failed := dial(ctx, d, o, addr)
	if failed != nil {
		o.Pace.note(failed.early, 0)
		return nil, failed
	}
	began := time.Now()
	wire := &greeted{Conn: conn}
	auth.wire = wire
	keys.lists = wire.lists
	client, failed := allowShortRSA(d, o, keys, func() (*ssh.Client, *Error) { return handshake(ctx, wire, d, o, config, auth) })
	said := wire.lists()
	wire.forget()
	auth.conclude(failed)
	if failed == nil {
		o.Pace.note(false, time.Since(began)-auth.waited)
		logLogin(o, d, addr, client)
		return &connection{client: client, address: addr}, nil
	}
	if failed.Class == ClassAlgorithms {
		return nil, explainAlgorithms(failed, d, o, said)
	}
	return nil, hungUp(o, wire, failed)
}

// hungUp marks the failure of a device that closed the connection before its
// greeting, and quotes what it said instead.
func hungUp(o Options, wire *greeted, failed *Error) *Error {
	greeted, words := wire.greeting()
	if greeted || failed.Class != ClassConnectionCut {
		return failed
	}
	o.Pace.note(true, 0)
	// OpenSSH 9.8 bars an address for a while after failures; to call again
	// would only prolong that (sshd_config(5), PerSourcePenalties).
	failed.early = !strings.Contains(words, "Not allowed at this time")
	if words != "" {
		failed.Detail = fmt.Sprintf("instead of an SSH greeting it said %q", words)
	}
	return failed
}
