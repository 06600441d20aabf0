package simulator

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
)

// A Server is a running simulated device.
type Server struct {
	device   Device
	listener net.Listener
	key      ssh.Signer
	closing  context.CancelFunc
	done     sync.WaitGroup

	// furtherKeys are host keys of other types, and certificates.
	furtherKeys []ssh.Signer

	logins, secrets, accepted atomic.Int64
	startups                  startups
	ctx                       context.Context

	mu       sync.Mutex
	conns    map[net.Conn]bool
	commands []string
}

// An Option changes how a server starts.
type Option func(*Server)

// WithHostKey gives the server a host key, so that a fleet can share one.
// Without it each server makes its own, in memory.
func WithHostKey(key ssh.Signer) Option { return func(s *Server) { s.key = key } }

// WithFurtherHostKeys gives the server host keys of other types besides its
// first, or certificates.
func WithFurtherHostKeys(keys ...ssh.Signer) Option {
	return func(s *Server) { s.furtherKeys = keys }
}

// NewHostKey makes a host key in memory.
func NewHostKey() (ssh.Signer, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return ssh.NewSignerFromSigner(private)
}

func (q *Quirks) hostKey() (ssh.Signer, error) {
	if q.RSABits > 0 {
		return NewRSAHostKey(q.RSABits, q.OldAlgorithms)
	}
	return NewHostKey()
}

// Start listens on a free port of 127.0.0.1 and serves the device until the
// context ends or Close is called.
func Start(ctx context.Context, device Device, options ...Option) (*Server, error) {
	s := &Server{device: device, conns: map[net.Conn]bool{}}
	for _, option := range options {
		option(s)
	}
	var err error
	if s.key == nil {
		if s.key, err = device.Quirks.hostKey(); err != nil {
			return nil, err
		}
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("simulated device %s: %w", device.Name, err)
	}
	ctx, s.closing = context.WithCancel(ctx)
	s.ctx = ctx
	context.AfterFunc(ctx, s.shut)
	s.done.Go(func() { s.accept(ctx) })
	return s, nil
}

// Talk serves one connection, of whatever kind, until it ends or the context
// does: for tests that count or delay what is on the wire.
func Talk(ctx context.Context, device Device, conn net.Conn) error {
	key, err := NewHostKey()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &Server{device: device, key: key, closing: cancel, conns: map[net.Conn]bool{}}
	defer s.done.Wait()
	defer func() { _ = conn.Close() }()
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	s.serve(ctx, conn, 1)
	return nil
}

// Addr returns the address to connect to.
func (s *Server) Addr() *net.TCPAddr { return s.listener.Addr().(*net.TCPAddr) }

// HostKey returns the public host key (of the first connection).
func (s *Server) HostKey() ssh.PublicKey { return s.key.PublicKey() }

// AuthAttempts returns how many logins were tried with a secret or a key.
func (s *Server) AuthAttempts() int { return int(s.logins.Load()) }

// SecretAttempts returns how often a secret was sent, which is what an AAA
// server counts and locks accounts for.
func (s *Server) SecretAttempts() int { return int(s.secrets.Load()) }

// Connections returns how many TCP connections were accepted so far.
func (s *Server) Connections() int { return int(s.accepted.Load()) }

// Commands returns all command lines received, in order.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// OpenSessions returns how many connections are open now.
func (s *Server) OpenSessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Close drops all connections and waits until nothing of the server runs.
func (s *Server) Close() {
	s.closing()
	s.shut()
	s.done.Wait()
}

func (s *Server) shut() {
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *Server) accept(ctx context.Context) {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		number := int(s.accepted.Add(1))
		if !s.track(ctx, conn) {
			return
		}
		s.done.Go(func() {
			defer s.untrack(conn)
			s.serve(ctx, conn, number)
		})
	}
}

// track remembers a connection; one that came while the server closes is
// dropped.
func (s *Server) track(ctx context.Context, conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		_ = conn.Close()
		return false
	}
	s.conns[conn] = true
	return true
}

func (s *Server) untrack(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}

func (s *Server) record(command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}

// serve speaks SSH on one connection until it ends.
func (s *Server) serve(ctx context.Context, conn net.Conn, number int) {
	if n := s.device.Quirks.ResetBeforeBanner; n < 0 || number <= n {
		_ = conn.(*net.TCPConn).SetLinger(0)
		return
	}
	if !wait(ctx, s.device.Quirks.SlowGreeting) {
		return
	}
	config, err := s.config(number, conn)
	if err != nil {
		return
	}
	begun, admitted := s.startups.begin(s.device.Quirks.MaxStartups)
	if !admitted {
		_, _ = io.WriteString(conn, "Exceeded MaxStartups\r\n")
		return
	}
	defer begun()
	wire := conn
	if rtt := s.device.Quirks.RTT; rtt > 0 {
		wire = newDelayed(conn, rtt/2)
	}
	sshConn, channels, requests, err := ssh.NewServerConn(wire, config)
	if err != nil {
		return
	}
	begun()
	defer func() { _ = sshConn.Close() }()
	go ssh.DiscardRequests(requests)
	ctx, cancel := context.WithCancel(ctx)
	s.done.Go(func() {
		_ = sshConn.Wait()
		cancel() // what waits for ever in a channel ends with the connection
	})
	c := &connection{server: s, device: &s.device, tcp: wire, ctx: ctx, tape: newTape(&s.device, time.Now())}
	c.serve(channels)
}
