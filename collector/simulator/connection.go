package simulator

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// A connection is one SSH connection after the login.
type connection struct {
	server *Server
	device *Device
	tcp    net.Conn
	ctx    context.Context
	tape   *tape

	mu   sync.Mutex
	sent int // bytes of command output, for Quirks.CutAfter
}

// router reports whether the device is a box with a command line of its own
// and not a Unix host.
func (c *connection) router() bool { return !unix(c.device.Platform) }

// serve answers channel requests until the connection ends.
func (c *connection) serve(channels <-chan ssh.NewChannel) {
	var running sync.WaitGroup
	defer running.Wait()
	sessions := 0
	for request := range channels {
		switch {
		case request.ChannelType() == "direct-tcpip" && c.device.Forward:
			running.Go(func() { c.forward(request) })
		case request.ChannelType() == "direct-tcpip":
			_ = request.Reject(ssh.Prohibited, "open failed")
		case request.ChannelType() != "session":
			_ = request.Reject(ssh.UnknownChannelType, "unknown channel type")
		case (c.device.Quirks.OneChannel || c.router() && !appliance(c.device.Platform)) && sessions > 0:
			_ = request.Reject(ssh.ResourceShortage, "no more sessions")
		default:
			sessions++
			if channel, requests, err := request.Accept(); err == nil {
				running.Go(func() { c.session(channel, requests) })
			}
		}
	}
}

// session handles the requests on one session channel. A channel runs one
// shell or one command.
func (c *connection) session(channel ssh.Channel, requests <-chan *ssh.Request) {
	var running sync.WaitGroup
	defer running.Wait()
	started := false
	for request := range requests {
		run := c.program(channel, request)
		accepted := !started && (run != nil || request.Type == "pty-req" || request.Type == "env" && !c.router())
		if request.WantReply {
			_ = request.Reply(accepted, nil)
		}
		if accepted && run != nil {
			started = true
			running.Go(run)
		}
	}
}

// program returns what a shell or exec request starts, or nil.
func (c *connection) program(channel ssh.Channel, request *ssh.Request) func() {
	var payload struct{ Text string }
	switch request.Type {
	case "shell":
		if c.router() {
			return func() { newShell(c, channel).run() }
		}
	case "exec":
		if ssh.Unmarshal(request.Payload, &payload) == nil {
			return func() { c.exec(channel, payload.Text) }
		}
	}
	return nil
}

// hesitate waits before the first byte of an output.
func (c *connection) hesitate(data string) bool {
	if c.device.Quirks.SlowFirstByte <= 0 || data == "" {
		return true
	}
	select {
	case <-time.After(c.device.Quirks.SlowFirstByte):
		return true
	case <-c.ctx.Done():
		return false
	}
}

// send writes command output as the quirks say. It reports whether the
// connection still stands.
func (c *connection) send(w io.Writer, data string) bool {
	return c.hesitate(data) && c.write(w, data)
}

// write is send without the wait.
func (c *connection) write(w io.Writer, data string) bool {
	quirks := &c.device.Quirks
	data, cut := c.limit(data)
	for data != "" {
		n := len(data)
		if quirks.Chunk > 0 {
			n = min(n, quirks.Chunk)
		}
		if _, err := io.WriteString(w, data[:n]); err != nil {
			return false
		}
		data = data[n:]
	}
	if cut {
		_ = c.tcp.Close()
	}
	return !cut
}

// limit cuts the data where the connection is to be dropped.
func (c *connection) limit(data string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := c.device.Quirks.CutAfter - c.sent
	c.sent += len(data)
	if c.device.Quirks.CutAfter > 0 && len(data) >= left {
		return data[:max(left, 0)], true
	}
	return data, false
}

// forward connects through, as a jump host does.
func (c *connection) forward(request ssh.NewChannel) {
	var to struct {
		Host       string
		Port       uint32
		OriginHost string
		OriginPort uint32
	}
	if err := ssh.Unmarshal(request.ExtraData(), &to); err != nil {
		_ = request.Reject(ssh.ConnectionFailed, "bad request")
		return
	}
	var dialer net.Dialer
	target, err := dialer.DialContext(c.ctx, "tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	if err != nil {
		_ = request.Reject(ssh.ConnectionFailed, "Connection refused")
		return
	}
	defer func() { _ = target.Close() }()
	channel, requests, err := request.Accept()
	if err != nil {
		return
	}
	defer func() { _ = channel.Close() }()
	go ssh.DiscardRequests(requests)
	go func() {
		_, _ = io.Copy(target, channel)
		_ = target.Close()
	}()
	_, _ = io.Copy(channel, target)
}
