package collector

import (
	"context"
	"net"
	"strconv"

	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// A connection is an authenticated SSH connection with no channel yet.
type connection struct {
	client  *ssh.Client
	address string
}

// connect dials and logs in. ctx only bounds the login.
func connect(ctx context.Context, d inventory.Device, o Options) (*connection, *Error) {
	secrets, failed := gather(ctx, d, o)
	if failed != nil {
		return nil, failed
	}
	defer secrets.close()
	keys, failed := newHostKeyCheck(d, o)
	if failed != nil {
		return nil, failed
	}
	config, auth, failed := clientConfig(d, o, keys, secrets)
	if failed != nil {
		return nil, failed
	}
	addr := address(d)
	conn, failed := dial(ctx, d, o, addr)
	if failed != nil {
		return nil, failed
	}
	client, failed := handshake(ctx, conn, d, o, config, auth)
	switch {
	case failed == nil:
		logLogin(o, d, addr, client)
		return &connection{client: client, address: addr}, nil
	case keys.err != nil:
		return nil, keys.err
	case failed.Class == ClassAlgorithms && keys.noneOffered(failed):
		return nil, failure(ClassHostKeyChanged, d.Name, "no longer offers a key of a known type: "+failed.Detail, failed.cause)
	}
	return nil, failed
}

// address is host:port, with brackets around IPv6.
func address(d inventory.Device) string {
	port := d.Port
	if port == 0 {
		port = 22
	}
	return net.JoinHostPort(d.Address, strconv.Itoa(port))
}

func dial(ctx context.Context, d inventory.Device, o Options, addr string) (net.Conn, *Error) {
	ctx, cancel := context.WithTimeout(ctx, o.ConnectTimeout)
	defer cancel()
	conn, err := o.Dial(ctx, "tcp", addr)
	if err != nil {
		return nil, classifyDial(d.Name, addr, err)
	}
	return conn, nil
}

func clientConfig(d inventory.Device, o Options, keys *hostKeyCheck, secrets *credentials) (*ssh.ClientConfig, *authenticator, *Error) {
	algorithms, err := algorithmsOf(o.Profile)
	if err != nil {
		return nil, nil, failure(ClassAlgorithms, d.Name, err.Error(), err)
	}
	algorithms.onlyKnown(keys.algorithms(address(d)))
	auth := &authenticator{credentials: secrets}
	return &ssh.ClientConfig{
		Config:            algorithms.Config,
		User:              secrets.user,
		HostKeyCallback:   keys.check,
		HostKeyAlgorithms: algorithms.hostKeys,
		AuthCallback:      auth.next,
	}, auth, nil
}

// handshake runs key exchange and login. ssh.ClientConfig.Timeout covers the
// TCP connection only (golang/go#51926) and a connection through a jump host
// has no deadlines, so the connection is closed when the time is over.
func handshake(ctx context.Context, conn net.Conn, d inventory.Device, o Options, config *ssh.ClientConfig, auth *authenticator) (*ssh.Client, *Error) {
	ctx, cancel := context.WithTimeout(ctx, o.LoginTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(conn, address(d), config)
	inTime := stop()
	if err == nil && inTime {
		return ssh.NewClient(c, channels, requests), nil
	}
	if err == nil {
		_ = c.Close()
		err = ctx.Err()
	}
	return nil, classifyHandshake(ctx, d.Name, auth, err)
}

// logLogin notes what was agreed on, which is what one asks when a login to
// another device of the same kind fails.
func logLogin(o Options, d inventory.Device, addr string, client *ssh.Client) {
	fields := logrus.Fields{"device": d.Name, "address": addr, "ident": string(client.ServerVersion())}
	if c, ok := client.Conn.(ssh.AlgorithmsConnMetadata); ok {
		fields["kex"], fields["hostkey"], fields["cipher"] = c.Algorithms().KeyExchange, c.Algorithms().HostKey, c.Algorithms().Read.Cipher
	}
	o.Log.WithFields(fields).Debug("logged in")
}
