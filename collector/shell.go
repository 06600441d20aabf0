package collector

import (
	"bytes"
	"errors"
	"io"
	"time"

	"golang.org/x/crypto/ssh"
)

// The terminal asked for: as wide as IOS allows, so that nothing wraps, and
// high, so that little is paged.
const (
	terminalRows    = 1000
	terminalColumns = 511
)

// leaveTimeout is how long the device gets to close the session itself. A
// session that is not left holds one of few VTY lines.
const leaveTimeout = 2 * time.Second

// A shell is the one interactive channel of a connection.
type shell struct {
	channel ssh.Channel
	in      io.Writer
	chunks  chan []byte   // what the device sends; closed when it ends
	closing chan struct{} // closed when nobody reads chunks any more
}

// openShell asks for a terminal and a shell. The device's answer has no
// deadline of its own: the caller closes the client when time is over.
func openShell(client *ssh.Client) (*shell, error) {
	// Not an [ssh.Session], which keeps 8 kB and two goroutines for a standard
	// error that a shell on a terminal does not have.
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		return nil, err
	}
	go ssh.DiscardRequests(requests)
	// No answer to it is waited for (RFC 4254, section 6.2): that saves a round
	// trip, and a device that gives no terminal shows it by its missing echo.
	if _, err := channel.SendRequest("pty-req", false, terminal()); err != nil {
		return nil, err
	}
	if ok, err := channel.SendRequest("shell", true, nil); err != nil {
		return nil, err
	} else if !ok {
		return nil, errors.New("the request for a shell was refused")
	}
	sh := &shell{channel: channel, in: channel, chunks: make(chan []byte), closing: make(chan struct{})}
	go sh.pump(channel)
	return sh, nil
}

// terminal is the payload of the request for a terminal that echoes.
func terminal() []byte {
	return ssh.Marshal(struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{"vt100", terminalColumns, terminalRows, terminalColumns * 8, terminalRows * 8, string([]byte{ssh.ECHO, 0, 0, 0, 1, 0})})
}

// The buffer that waits for what a device sends is small, since most sessions
// only wait most of the time; it grows with an output that fills it and shrinks
// behind it.
const smallestRead, largestRead = 1 << 10, 32 << 10

// pump hands on what the device sends until it ends.
func (sh *shell) pump(out io.Reader) {
	defer close(sh.chunks)
	buf := make([]byte, smallestRead)
	for {
		n, err := out.Read(buf)
		if n > 0 {
			select {
			case sh.chunks <- bytes.Clone(buf[:n]):
			case <-sh.closing:
				return
			}
		}
		if err != nil {
			return
		}
		switch {
		case n == len(buf) && n < largestRead:
			buf = make([]byte, 2*n)
		case n <= smallestRead/4 && len(buf) > smallestRead: // an echo, a prompt
			buf = make([]byte, smallestRead)
		}
	}
}

// send writes one line.
func (sh *shell) send(line string) error {
	_, err := io.WriteString(sh.in, line+"\n")
	return err
}

// drain forgets what has arrived and was not read: a message between commands.
// Once there is something it waits for the rest of it.
func (sh *shell) drain() {
	select {
	case _, ok := <-sh.chunks:
		if ok {
			sh.awaitSilence(silence)
		}
	default:
	}
}

// awaitSilence forgets what comes until nothing has come for so long.
func (sh *shell) awaitSilence(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-sh.chunks:
			if !ok {
				return
			}
			timer.Reset(d)
		case <-timer.C:
			return
		}
	}
}

// awaitEnd reads on until the device has closed the channel or time is over.
func (sh *shell) awaitEnd(limit time.Duration) (ended bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-sh.chunks:
			if !ok {
				return true
			}
		case <-timer.C:
			return false
		}
	}
}

// close ends the channel and the pump.
func (sh *shell) close() {
	close(sh.closing)
	_ = sh.channel.Close()
}
