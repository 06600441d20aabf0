package simulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
)

// start runs a device of the given platform with a few answers.
func start(t *testing.T, platform string, change func(*Device)) *Server {
	t.Helper()
	device := Device{Name: "hq", Platform: platform, User: "ops", Password: "pw", Capture: &collector.Capture{Outputs: []collector.Output{
		{Command: "show clock", Status: collector.Answered, Text: "03:00:00.000 UTC Wed Nov 25 2026\n"},
		{Command: "show crypto ipsec sa", Status: collector.Answered, Text: strings.Repeat("    #pkts encaps: 4\n", 50)},
		{Command: "show crypto ipsec sa", Status: collector.Answered, Pass: 1, Text: "    #pkts encaps: 9\n"},
		{Command: "swanctl --list-sas", Status: collector.Answered, Text: "hq: #1, ESTABLISHED\n"},
		{Command: "swanctl --stats", Status: collector.Failed, ExitCode: 2, Reason: "connecting failed"},
		{Command: "journalctl -u strongswan --no-pager -o short-iso -n 500", Status: collector.Answered, Text: "log\n"},
	}}}
	if change != nil {
		change(&device)
	}
	server, err := Start(context.Background(), device)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func dial(server *Server, password string) (*ssh.Client, error) {
	return ssh.Dial("tcp", server.Addr().String(), &ssh.ClientConfig{
		User: "ops", Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.FixedHostKey(server.HostKey()),
	})
}

// A terminal is the client's end of a shell.
type terminal struct {
	t   *testing.T
	in  io.Writer
	out io.Reader
}

func open(t *testing.T, server *Server) (*ssh.Client, *terminal) {
	t.Helper()
	client, err := dial(server, "pw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, _ := session.StdinPipe()
	out, _ := session.StdoutPipe()
	if err := session.RequestPty("vt100", 0, 511, nil); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	return client, &terminal{t: t, in: in, out: out}
}

// until sends text and returns what comes back, up to and with the mark.
func (x *terminal) until(send, mark string) string {
	x.t.Helper()
	_, _ = io.WriteString(x.in, send)
	var got bytes.Buffer
	one := make([]byte, 1)
	for !strings.HasSuffix(got.String(), mark) {
		if _, err := x.out.Read(one); err != nil {
			x.t.Fatalf("sent %q, got %q, then %v; want it to end in %q", send, got.String(), err, mark)
		}
		got.Write(one)
	}
	return got.String()
}

// ends reports that the connection ends instead of answering.
func (x *terminal) ends(send string) {
	x.t.Helper()
	_, _ = io.WriteString(x.in, send)
	if rest, err := io.ReadAll(x.out); err != nil && !errors.Is(err, io.EOF) {
		x.t.Fatalf("after %q: %q, %v", send, rest, err)
	}
}

func TestShellTalksAsCiscoDoes(t *testing.T) {
	const pages = "    #pkts encaps: 4\r\n"
	for platform, dialogue := range map[string][][3]string{
		"cisco-ios": { // what is sent, where it ends, what is in it
			{"", "hq>", ""},
			{"show clock\r", "hq>", "show clock\r\n03:00:00.000 UTC Wed Nov 25 2026\r\n"},
			{"show crypto ipsec sa\r", "hq>", "        ^\r\n% Invalid input detected at '^' marker.\r\n"},
			{"enable\r", "Password: ", "enable\r\n"},
			{"wrong\r", "Password: ", "\r\n"},
			{"secret\r", "hq#", "\r\n"},
			{"show crypto ipsec sa\r", " --More-- ", strings.Repeat(pages, 23)},
			{"\r", " --More-- ", "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b" + pages},
			{" ", " --More-- ", strings.Repeat(pages, 23)},
			{"q", "hq#", "\b"},
			{"terminal length 0\r", "hq#", ""},
			{"show crypto ipsec sa\r", "hq#", "show crypto ipsec sa\r\n    #pkts encaps: 9\r\n"},
			{"show crypto map\r", "hq#", "show crypto map\r\n"},
			{"shou\b\bow  clock\r", "hq#", "03:00:00"},
			{"debug crypto isakmp\r", "hq#", "% Invalid input"},
		},
		"cisco-asa": {
			{"", "hq> ", "Type help"},
			{"terminal pager 0\r", "hq> ", "ERROR: % Invalid input"},
			{"enable\n", "Password: ", ""},
			{"secret\n", "hq# ", ""},
			{"show crypto ipsec sa\r", "<--- More --->", strings.Repeat(pages, 23)},
			{" ", "<--- More --->", "\r              \r" + pages},
			{" ", "hq# ", pages},
			{"terminal pager 0\r", "hq# ", ""},
			{"show crypto ikev1 sa\r", "hq# ", "There are no IKEv1 SAs"},
			{"terminal width 511\r", "hq# ", "ERROR: % Invalid input"},
		},
	} {
		t.Run(platform, func(t *testing.T) {
			server := start(t, platform, func(d *Device) { d.EnableSecret = "secret" })
			client, x := open(t, server)
			for _, step := range dialogue {
				if got := x.until(step[0], step[1]); !strings.Contains(got, step[2]) {
					t.Errorf("sent %q, got %q; want %q in it", step[0], got, step[2])
				}
			}
			if _, err := client.NewSession(); err == nil {
				t.Error("a second channel was accepted")
			}
			if n := server.OpenSessions(); n != 1 {
				t.Errorf("%d sessions are open, want 1", n)
			}
			x.ends("exit\r")
			if err := client.Wait(); err == nil {
				t.Error("the connection survived exit")
			}
		})
	}
}

func TestEachByteIsEchoed(t *testing.T) {
	_, x := open(t, start(t, "cisco-ios", nil))
	x.until("", "hq#")
	for _, c := range "show clock" {
		x.until(string(c), string(c))
	}
	x.until("\r", "hq#")
}

func TestExecOnUnix(t *testing.T) {
	server := start(t, "strongswan", func(d *Device) { d.Quirks.Refuse = []string{"swanctl --list-certs"} })
	client, err := dial(server, "pw")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	for _, c := range []struct {
		command, stdout, stderr string
		status                  int
	}{
		{"swanctl --list-sas", "hq: #1, ESTABLISHED\n", "", 0},
		{"sudo -n swanctl --list-sas", "hq: #1, ESTABLISHED\n", "", 0},
		{"LC_ALL=C swanctl --list-sas", "hq: #1, ESTABLISHED\n", "", 0},
		{"swanctl --stats", "", "connecting failed\n", 2},
		{"swanctl --list-certs", "", "bash: line 1: /usr/sbin/swanctl: Permission denied\n", 126},
		{"swanctl --list-pols", "", "", 0},
		{"journalctl -u strongswan --no-pager -o short-iso -n 2000", "log\n", "", 0},
		{"ls /", "", "bash: line 1: ls: command not found\n", 127},
	} {
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		session.Stdout, session.Stderr = &stdout, &stderr
		status := 0
		var exit *ssh.ExitError
		if err := session.Run(c.command); errors.As(err, &exit) {
			status = exit.ExitStatus()
		} else if err != nil {
			t.Errorf("%s: %v", c.command, err)
		}
		if stdout.String() != c.stdout || stderr.String() != c.stderr || status != c.status {
			t.Errorf("%s: %q, %q, status %d", c.command, stdout.String(), stderr.String(), status)
		}
	}
	if got := server.Commands(); len(got) != 8 || got[1] != "sudo -n swanctl --list-sas" {
		t.Errorf("recorded %q", got)
	}
}

func TestExecOnIOSEndsTheConnection(t *testing.T) {
	client, err := dial(start(t, "cisco-ios", nil), "pw")
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := session.Output("show clock")
	if want := "03:00:00.000 UTC Wed Nov 25 2026\r\n"; string(out) != want {
		t.Errorf("got %q, want %q", out, want)
	}
	if err := client.Wait(); err == nil {
		t.Error("the connection survived")
	}
}

func TestLogin(t *testing.T) {
	server := start(t, "cisco-ios", nil)
	if _, err := dial(server, "wrong"); err == nil {
		t.Error("a wrong password was accepted")
	}
	client, err := dial(server, "pw")
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if server.AuthAttempts() != 2 || server.Connections() != 2 {
		t.Errorf("%d attempts on %d connections, want 2 on 2", server.AuthAttempts(), server.Connections())
	}
}

func TestJumpHost(t *testing.T) {
	target := start(t, "cisco-ios", nil)
	for forward, want := range map[bool]bool{true: true, false: false} {
		jump, err := dial(start(t, "strongswan", func(d *Device) { d.Forward = forward }), "pw")
		if err != nil {
			t.Fatal(err)
		}
		conn, err := jump.Dial("tcp", target.Addr().String())
		if (err == nil) != want {
			t.Errorf("forward=%v: %v", forward, err)
		}
		if err == nil {
			greeting := make([]byte, 7)
			if _, _ = io.ReadFull(conn, greeting); string(greeting) != "SSH-2.0" {
				t.Errorf("greeted with %q", greeting)
			}
		}
		_ = jump.Close()
	}
}

func TestManyDevicesInOneProcess(t *testing.T) {
	key, err := NewHostKey()
	if err != nil {
		t.Fatal(err)
	}
	ports := map[int]bool{}
	for range 200 {
		server, err := Start(context.Background(), Device{Name: "r", Platform: "cisco-ios"}, WithHostKey(key))
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		ports[server.Addr().Port] = true
		if !bytes.Equal(server.HostKey().Marshal(), key.PublicKey().Marshal()) {
			t.Fatal("another host key than the fleet's")
		}
	}
	if len(ports) != 200 {
		t.Errorf("%d ports for 200 devices", len(ports))
	}
}

func TestContextEndsTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	server, err := Start(ctx, Device{Name: "r", Platform: "cisco-ios"})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	server.Close()
	if _, err := net.Dial("tcp", server.Addr().String()); err == nil {
		t.Error("the port is still open")
	}
}
