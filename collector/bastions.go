package collector

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// A DialFunc opens a connection, as [net.Dialer.DialContext] does.
type DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// A Hop is one jump host and how to log in to it.
type Hop struct {
	Device  inventory.Device
	Options Options
}

// Bastions are the jump hosts of a run. Each has one connection, which all
// devices behind it share: channels within a connection count against none of
// a jump host's limits, while one connection per device runs into MaxStartups.
// No shell is opened and no command is run there.
type Bastions struct {
	ctx    context.Context // ends with Close: what is being opened ends too
	cancel context.CancelFunc

	mu    sync.Mutex
	known map[string]*bastion
	order []*bastion // a hop stands behind the one it is reached through
}

// NewBastions returns jump hosts of which none is connected yet. Close it
// after the sessions behind it.
func NewBastions() *Bastions {
	b := &Bastions{known: map[string]*bastion{}}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	return b
}

// Through returns what dials to a device through a chain of jump hosts, the
// nearest first. It connects to them if that has not been done, and waits for
// them no longer than ctx. An error is always an [*Error] for the device.
func (b *Bastions) Through(ctx context.Context, d inventory.Device, way []Hop) (DialFunc, error) {
	last := b.chain(way)
	if last == nil {
		return (&net.Dialer{}).DialContext, nil
	}
	if _, err := last.connection(ctx); err != nil {
		return nil, classifyDial(d.Name, address(d), err)
	}
	return last.dial, nil
}

// chain finds the last jump host of a way and makes those not known yet.
func (b *Bastions) chain(way []Hop) *bastion {
	b.mu.Lock()
	defer b.mu.Unlock()
	var last *bastion
	key := ""
	for _, hop := range way {
		// A login is references to secrets, never secrets.
		key += fmt.Sprintf("%s %+v\n", address(hop.Device), hop.Device.Login)
		next := b.known[key]
		if next == nil {
			next = &bastion{ctx: b.ctx, hop: hop}
			if last != nil {
				next.hop.Options.Dial = last.dial
			}
			b.known[key] = next
			b.order = append(b.order, next)
		}
		last = next
	}
	return last
}

// Lost returns the name of a jump host of the way whose connection has ended,
// or "". It explains why a session behind it broke.
func (b *Bastions) Lost(way []Hop) string {
	for i := range way {
		if hop := b.chain(way[:i+1]); hop.gone() {
			return hop.hop.Device.Name
		}
	}
	return ""
}

// Close ends the connections, the farthest first, and waits until nothing of
// them is left.
func (b *Bastions) Close() {
	b.cancel()
	b.mu.Lock()
	hops := slices.Clone(b.order)
	b.mu.Unlock()
	for _, hop := range slices.Backward(hops) {
		hop.close()
	}
}

// cannotReach is what a jump host says of an address behind it.
type cannotReach struct {
	hop string
	err error
}

func (e *cannotReach) Error() string { return "jump host " + e.hop + ": " + e.err.Error() }

func (e *cannotReach) Unwrap() error { return e.err }

// jumpFailure is the failure of a device whose jump host failed. It names the
// hop of the chain that is to blame.
func jumpFailure(device string, hop *Error) *Error {
	detail := hop.Detail
	if hop.Class != ClassJump {
		detail = fmt.Sprintf("jump host %s: %s", hop.Device, strings.TrimSuffix(fmt.Sprintf("%s: %s", hop.Class, hop.Detail), ": "))
	}
	return &Error{Class: ClassJump, Device: device, Detail: detail, Advice: hop.Advice, cause: hop}
}

// alive reports whether an error of opening a channel is the jump host's
// answer, so that its connection stands.
func alive(err error) bool {
	var answer *ssh.OpenChannelError
	return errors.As(err, &answer)
}
