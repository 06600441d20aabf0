package collector

import (
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
	session *ssh.Session
	in      io.Writer
	chunks  chan []byte   // what the device sends; closed when it ends
	closing chan struct{} // closed when nobody reads chunks any more
}

// openShell asks for a terminal and a shell. The device's answer has no
// deadline of its own: the caller closes the client when time is over.
func openShell(client *ssh.Client) (*shell, error) {
	session, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	modes := ssh.TerminalModes{ssh.ECHO: 1}
	if err := session.RequestPty("vt100", terminalRows, terminalColumns, modes); err != nil {
		return nil, err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := session.Shell(); err != nil {
		return nil, err
	}
	sh := &shell{session: session, in: in, chunks: make(chan []byte), closing: make(chan struct{})}
	go sh.pump(out)
	return sh, nil
}

// pump hands on what the device sends until it ends.
func (sh *shell) pump(out io.Reader) {
	defer close(sh.chunks)
	buf := make([]byte, 32<<10)
	for {
		n, err := out.Read(buf)
		if n > 0 {
			select {
			case sh.chunks <- append([]byte(nil), buf[:n]...):
			case <-sh.closing:
				return
			}
		}
		if err != nil {
			return
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
func (sh *shell) awaitEnd(limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-sh.chunks:
			if !ok {
				return
			}
		case <-timer.C:
			return
		}
	}
}

// close ends the channel and the pump.
func (sh *shell) close() {
	close(sh.closing)
	_ = sh.session.Close()
}
