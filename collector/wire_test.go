package collector_test

import (
	"bytes"
	"net"
	"sync"
)

// A queued connection lets a write go on before the other end reads, as on a
// network: both ends of SSH begin with one.
type queued struct {
	net.Conn
	mu     sync.Mutex
	out    chan []byte
	closed bool
}

func newQueued(conn net.Conn) *queued {
	q := &queued{Conn: conn, out: make(chan []byte, 4096)}
	go func() {
		for data := range q.out {
			_, _ = conn.Write(data)
		}
		_ = conn.Close()
	}()
	return q
}

func (q *queued) Write(data []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0, net.ErrClosed
	}
	q.out <- bytes.Clone(data)
	return len(data), nil
}

// Close ends the connection when what was written has been read.
func (q *queued) Close() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.out)
	}
	return nil
}
