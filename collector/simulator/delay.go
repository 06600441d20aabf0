package simulator

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// parcels is how many reads or writes may be on the way in one direction.
const parcels = 1024

// delayed is a connection over a long path: what is sent and what is received
// arrives oneWay later, whatever else is on the way.
type delayed struct {
	net.Conn
	oneWay  time.Duration
	out, in chan parcel
	stop    chan struct{} // closed by Close
	sent    chan struct{} // closed when the sender ended
	once    sync.Once
	rest    []byte // of the parcel being read
}

// A parcel is data on its way, or what ends it.
type parcel struct {
	due  time.Time
	data []byte
	err  error
	last bool
}

func newDelayed(conn net.Conn, oneWay time.Duration) *delayed {
	d := &delayed{
		Conn: conn, oneWay: oneWay,
		out: make(chan parcel, parcels), in: make(chan parcel, parcels),
		stop: make(chan struct{}), sent: make(chan struct{}),
	}
	go d.receiver()
	go d.sender()
	return d
}

// Write puts data on the way.
func (d *delayed) Write(data []byte) (int, error) {
	select {
	case d.out <- parcel{due: time.Now().Add(d.oneWay), data: bytes.Clone(data)}:
		return len(data), nil
	case <-d.sent:
		return 0, net.ErrClosed
	}
}

func (d *delayed) sender() {
	defer close(d.sent)
	for p := range d.out {
		time.Sleep(time.Until(p.due))
		if p.last {
			return
		}
		if _, err := d.Conn.Write(p.data); err != nil {
			return
		}
	}
}

func (d *delayed) receiver() {
	for {
		buf := make([]byte, 16<<10)
		n, err := d.Conn.Read(buf)
		select {
		case d.in <- parcel{due: time.Now().Add(d.oneWay), data: buf[:n], err: err}:
		case <-d.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

// Read returns what has arrived.
func (d *delayed) Read(b []byte) (int, error) {
	for len(d.rest) == 0 {
		select {
		case p := <-d.in:
			time.Sleep(time.Until(p.due))
			if d.rest = p.data; p.err != nil && len(p.data) == 0 {
				return 0, p.err
			}
			if p.err != nil {
				d.in <- parcel{err: p.err}
			}
		case <-d.stop:
			return 0, net.ErrClosed
		}
	}
	n := copy(b, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// Close ends the connection after what is on the way has arrived.
func (d *delayed) Close() error {
	d.once.Do(func() {
		close(d.stop)
		select {
		case d.out <- parcel{due: time.Now().Add(d.oneWay), last: true}:
		case <-d.sent:
		}
	})
	<-d.sent
	return d.Conn.Close()
}
