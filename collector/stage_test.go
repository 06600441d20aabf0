package collector_test

import (
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
)

// listen serves one connection after the other with a function.
func listen(t *testing.T, network, address string, serve func(net.Conn)) net.Addr {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr()
}

// TestHowFarALoginCame: a failure before the login says where it stood.
func TestHowFarALoginCame(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	greet := func(then func(net.Conn)) func(net.Conn) {
		return func(c net.Conn) {
			_, _ = io.WriteString(c, "SSH-2.0-Cisco-1.25\r\n")
			then(c)
		}
	}
	hang := func(net.Conn) { <-stop }
	reset := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1)) // so that the reset does not meet the connect
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
	shut := func(c net.Conn) { // with nothing unread, which would make a reset of it
		_ = c.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, c)
	}
	for name, test := range map[string]struct {
		serve func(net.Conn)
		class collector.Class
		says  string
	}{
		"silent":                {hang, collector.ClassTimeout, "no SSH greeting within 150ms"},
		"hangs after greeting":  {greet(hang), collector.ClassTimeout, "greeted, but no key exchange within 150ms"},
		"closes after greeting": {greet(shut), collector.ClassConnectionCut, "after its greeting, during the key exchange"},
		"resets after greeting": {greet(reset), collector.ClassConnectionCut, " the connection after its greeting, during the key exchange"}, // the library may only see its own end of it,
		"closes without a word": {shut, collector.ClassConnectionCut, "closed the connection without an SSH greeting"},
		"says why before it":    {func(c net.Conn) { _, _ = io.WriteString(c, "Exceeded MaxStartups\r\n"); _ = c.Close() }, collector.ClassConnectionCut, `it said "Exceeded MaxStartups"`},
		"resets without a word": {reset, collector.ClassConnectionCut, "reset the connection without an SSH greeting"},
		"is not an SSH server":  {func(c net.Conn) { _, _ = io.WriteString(c, "220 mail ESMTP\r\n"); _ = c.Close() }, collector.ClassConnectionCut, "220 mail ESMTP"},
	} {
		t.Run(name, func(t *testing.T) {
			_, device, options := start(t, linuxDevice())
			device.Port = listen(t, "tcp", "127.0.0.1:0", test.serve).(*net.TCPAddr).Port
			if test.class == collector.ClassTimeout {
				options.LoginTimeout = 150 * time.Millisecond
			}
			if err := tryOpen(t, device, options); class(err) != test.class || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v (%v)", err, errors.Unwrap(err))
			}
		})
	}
}

// TestSlowGreeting is waited for, within the login's time.
func TestSlowGreeting(t *testing.T) {
	d := linuxDevice()
	d.Quirks.SlowGreeting = 300 * time.Millisecond
	_, device, options := start(t, d)
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
}

// TestSilentAAA: devices that wait for an AAA server which is down are not all
// waited for, one after the other.
func TestSilentAAA(t *testing.T) {
	memory := collector.NewRejections()
	for i := range 5 {
		device, options := startRaw(t, func(method string) [][]byte {
			if method == "none" {
				return [][]byte{offers("password")}
			}
			return nil
		})
		options.LoginTimeout, options.Rejections = 150*time.Millisecond, memory
		want, says := collector.ClassTimeout, "no answer to the secret of user ops within 150ms"
		if i >= 3 {
			want, says = collector.ClassNotTried, "3 devices did not answer"
		}
		if err := tryOpen(t, device, options); class(err) != want || !strings.Contains(err.Error(), says) {
			t.Errorf("device %d: %v", i, err)
		}
	}
}

// TestEndlessStatementIsAcceptedOnce.
func TestEndlessStatementIsAcceptedOnce(t *testing.T) {
	statement := simulator.Round{Prompts: []simulator.Prompt{{Text: "Do you accept and acknowledge the statement above ? (yes/no) : ", Visible: true, Answer: "yes"}}}
	d := linuxDevice()
	d.Quirks.Dialogue = []simulator.Round{statement, statement}
	_, device, options := start(t, d)
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthMethod {
		t.Errorf("%v", err)
	}
}

// TestAgentThatHangs is not waited for without end; a login with other
// credentials goes on.
func TestAgentThatHangs(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	socket := filepath.Join(shortDir(t), "s")
	listen(t, "unix", socket, func(net.Conn) { <-stop })
	_, device, options := start(t, linuxDevice())
	device.Login.Agent = true
	options.AgentSocket, options.TouchTimeout = socket, 50*time.Millisecond
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("with a password: %v", err)
	}
	device.Login.Password = ""
	if err := tryOpen(t, device, options); class(err) != collector.ClassCredential || !strings.Contains(err.Error(), "SSH agent: no answer within 50ms") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := collector.Open(ctx, device, dialects[device.Platform], options)
	if class(err) != collector.ClassCanceled {
		t.Errorf("%v", err)
	}
}

// A refusing agent holds keys and signs nothing.
type refusing struct{ agent.ExtendedAgent }

var errRefused = errors.New("refused")

func (refusing) Sign(ssh.PublicKey, []byte) (*ssh.Signature, error) { return nil, errRefused }

func (refusing) SignWithFlags(ssh.PublicKey, []byte, agent.SignatureFlags) (*ssh.Signature, error) {
	return nil, errRefused
}

// TestAgentThatRefuses says so; it is not the device that rejects the key.
func TestAgentThatRefuses(t *testing.T) {
	token := newTokenAgent(t)
	close(token.touched)
	d := linuxDevice()
	d.Keys = append(d.Keys, token.public)
	_, device, options := start(t, d)
	device.Login.Password, device.Login.Agent = "", true
	options.AgentSocket = serveAgent(t, refusing{token})
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassCredential || !strings.Contains(err.Error(), "agent key token did not sign") {
		t.Errorf("%v", err)
	}
}
