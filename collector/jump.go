package collector

import (
	"context"
	"net"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// A Bastion is one connection to a jump host that many sessions share. One
// connection per device would run into the jump host's MaxStartups.
type Bastion struct{ client *ssh.Client }

// Jump logs in to a jump host. It opens no shell and runs no command there.
// ctx bounds the login only. An error is always an [*Error]. Put Dial into the Options of the sessions
// behind it, and Close it after them.
func Jump(ctx context.Context, d inventory.Device, o Options) (*Bastion, error) {
	c, failed := connect(ctx, d, o.forDevice(d))
	if failed != nil {
		return nil, failed
	}
	return &Bastion{client: c.client}, nil
}

// Dial connects from the jump host to an address that is resolved there.
func (b *Bastion) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	return b.client.DialContext(ctx, network, addr)
}

// Close ends the connection and everything that goes through it.
func (b *Bastion) Close() error { return b.client.Close() }
