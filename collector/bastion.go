package collector

import (
	"context"
	"net"
	"sync"

	"golang.org/x/crypto/ssh"
)

// mostOpenings is how often a jump host is connected to in a run: a connection
// that died is opened once more, one that dies again stays closed.
const mostOpenings = 2

// A bastion is one jump host with its shared connection.
type bastion struct {
	ctx context.Context // of all Bastions
	hop Hop

	mu      sync.Mutex
	opening chan struct{} // not nil while somebody connects; closed after that
	client  *ssh.Client   // nil while not connected
	ended   chan struct{} // closed when the client's connection has ended
	opened  int
	failed  *Error // why no connection will be tried any more
	probing bool
	working sync.WaitGroup
}

// dial connects from the jump host to an address that is resolved there.
func (b *bastion) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	for {
		client, err := b.connection(ctx)
		if err != nil {
			return nil, err
		}
		conn, err := client.DialContext(ctx, network, addr)
		if err == nil {
			return conn, nil
		}
		if ctx.Err() != nil {
			b.probe(client)
		}
		if ctx.Err() != nil || alive(err) {
			return nil, &cannotReach{b.hop.Device.Name, err}
		}
		b.lose(client)
	}
}

// connection returns the shared connection, opening it if need be. Whoever
// comes while it is being opened waits for that.
func (b *bastion) connection(ctx context.Context) (*ssh.Client, error) {
	for {
		client, opening, err := b.state()
		if client != nil || err != nil {
			return client, err
		}
		select {
		case <-opening:
		case <-ctx.Done():
			return nil, &cannotReach{b.hop.Device.Name, ctx.Err()}
		}
	}
}

// state returns the connection, or what to wait for, or why there is none.
func (b *bastion) state() (*ssh.Client, chan struct{}, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed != nil:
		return nil, nil, b.failed
	case b.client != nil:
		return b.client, nil, nil
	case b.opening == nil:
		b.opening = make(chan struct{})
		b.working.Go(b.open)
	}
	return nil, b.opening, nil
}

// open connects. It belongs to no device: the one that asked first may be
// cancelled while others wait.
func (b *bastion) open() {
	o := b.hop.Options.forDevice(b.hop.Device)
	c, failed := connect(b.ctx, b.hop.Device, o)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case failed != nil:
		b.failed = failed
	case b.failed != nil: // closed meanwhile
		_ = c.client.Close()
	default:
		b.opened++
		ended := make(chan struct{})
		b.client, b.ended = c.client, ended
		b.working.Go(func() {
			_ = c.client.Wait()
			close(ended)
		})
	}
	close(b.opening)
	b.opening = nil
}

// lose gives a dead connection up, unless another device did so already.
func (b *bastion) lose(client *ssh.Client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.client != client {
		return
	}
	_ = client.Close()
	b.client = nil
	if b.opened >= mostOpenings {
		b.failed = failure(ClassDisconnected, b.hop.Device.Name, "the connection was lost again after it had been opened anew", nil)
	}
}

// gone reports whether the last connection has ended on its own.
func (b *bastion) gone() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended == nil {
		return false
	}
	select {
	case <-b.ended:
		return true
	default:
		return b.client == nil
	}
}

// close ends the connection and waits for all that belongs to it.
func (b *bastion) close() {
	b.mu.Lock()
	b.failed = failure(ClassCanceled, b.hop.Device.Name, "the run is over", context.Canceled)
	client := b.client
	b.mu.Unlock()
	if client != nil {
		_ = client.Close()
	}
	b.working.Wait()
}
