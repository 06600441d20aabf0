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
	hostKey string // fingerprint
}

// connect dials and logs in. ctx only bounds the login.
func connect(ctx context.Context, d inventory.Device, o Options) (*connection, *Error) {
	secrets, failed := gather(ctx, d, o)
	if failed != nil {
		return nil, failed
	}
	if failed := secrets.barred(o, d); failed != nil {
		return nil, failed
	}
	keys, failed := newHostKeyCheck(d, o)
	if failed != nil {
		return nil, failed
	}
	try := func() (*connection, *Error) { return attempt(ctx, d, o, keys, secrets) }
	c, failed := persist(ctx, o, try)
	for keys.again() {
		c, failed = persist(ctx, o, try)
	}
	switch {
	case failed == nil:
		c.hostKey = keys.fingerprint()
		return c, nil
	case keys.refusal() != nil:
		return nil, keys.refusal()
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

// knownAs is the address under which the host key is looked up.
func knownAs(d inventory.Device, o Options) string {
	if o.HostKeyAlias != "" {
		return net.JoinHostPort(o.HostKeyAlias, "22")
	}
	return address(d)
}

// dial waits for its turn and opens the connection.
func dial(ctx context.Context, d inventory.Device, o Options, addr string) (net.Conn, *Error) {
	if err := o.Pace.wait(ctx); err != nil {
		return nil, failure(ClassCanceled, d.Name, "while waiting to connect to "+addr, err)
	}
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
	if err := algorithms.adjust(o.Algorithms); err != nil {
		return nil, nil, failure(ClassAlgorithms, d.Name, err.Error(), err)
	}
	auth := &authenticator{credentials: secrets, device: d.Name, memory: o.Rejections}
	return &ssh.ClientConfig{
		Config:            algorithms.Config,
		User:              secrets.user,
		HostKeyCallback:   keys.check,
		HostKeyAlgorithms: keys.order(algorithms.hostKeys),
		AuthCallback:      auth.next,
	}, auth, nil
}

// handshake runs key exchange and login. ssh.ClientConfig.Timeout covers the
// TCP connection only (golang/go#51926) and a connection through a jump host
// has no deadlines, so the connection is closed when the time is over.
func handshake(ctx context.Context, conn net.Conn, d inventory.Device, o Options, config *ssh.ClientConfig, auth *authenticator) (*ssh.Client, *Error) {
	limit := newDeadline(ctx, o.LoginTimeout)
	defer limit.end()
	auth.limit = limit
	if auth.credentials.agent != nil {
		auth.credentials.agent.limit = limit
	}
	stop := context.AfterFunc(limit, func() { _ = conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(conn, knownAs(d, o), config)
	inTime := stop()
	if err == nil && inTime {
		return ssh.NewClient(c, channels, requests), nil
	}
	if err == nil {
		_ = c.Close()
		err = context.Cause(limit)
	}
	return nil, classifyHandshake(limit, d.Name, auth, err)
}

// logLogin notes what was agreed on, which is what one asks when a login to
// another device of the same kind fails.
func logLogin(o Options, d inventory.Device, addr string, client *ssh.Client) {
	if !o.Log.IsLevelEnabled(logrus.DebugLevel) {
		return
	}
	fields := logrus.Fields{"device": d.Name, "address": addr, "ident": string(client.ServerVersion())}
	if c, ok := client.Conn.(ssh.AlgorithmsConnMetadata); ok {
		fields["kex"], fields["hostkey"], fields["cipher"] = c.Algorithms().KeyExchange, c.Algorithms().HostKey, c.Algorithms().Read.Cipher
	}
	o.Log.WithFields(fields).Debug("logged in")
}
