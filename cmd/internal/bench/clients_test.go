package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/scrapli/scrapligo/driver/options"
	"github.com/scrapli/scrapligo/platform"
	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// A client runs commands on a device and returns how many bytes of output came.
type client func(dev inventory.Device, commands []string) (int, error)

// collectorOptions are those of a sweep: one known_hosts file, no agent.
func collectorOptions(b *testing.B) collector.Options {
	return collector.Options{KnownHosts: filepath.Join(b.TempDir(), "known_hosts"), Known: &knownhosts.Files{}, Compiled: &collector.Compiled{}, SkipAgent: true, Retries: []time.Duration{},
		Resolve: func(context.Context, string) (string, error) { return password, nil }}
}

// ours is this program's collector.
func ours(o collector.Options) client {
	dialect := platforms.Find("cisco-ios").Dialect
	return func(dev inventory.Device, texts []string) (int, error) {
		s, err := collector.Open(context.Background(), dev, dialect, o)
		if err != nil {
			return 0, err
		}
		defer func() { _ = s.Close() }()
		var list []collector.Command
		for _, text := range texts {
			c, err := collector.Show("cisco-ios", text)
			if err != nil {
				return 0, err
			}
			list = append(list, c)
		}
		n := 0
		for out := range s.RunEach(context.Background(), list) {
			if out.Status != collector.Answered {
				return n, fmt.Errorf("%s: %s (%s)", out.Command, out.Status, out.Reason)
			}
			n += len(out.Text)
		}
		return n, nil
	}
}

// dialBare logs in with the SSH library and nothing else.
func dialBare(dev inventory.Device) (*ssh.Client, error) { return dialAs(dev, user, password) }

func dialAs(dev inventory.Device, user, password string) (*ssh.Client, error) {
	return ssh.Dial("tcp", net.JoinHostPort(dev.Address, strconv.Itoa(dev.Port)), &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
}

// bare is the least that a client of the SSH library can do in a shell: it
// knows the prompt and looks at the last bytes received. That is not enough for
// a real device, but it is what the rest is measured by.
func bare(dev inventory.Device, texts []string) (int, error) {
	c, err := dialBare(dev)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }()
	in, out, err := bareShell(c)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, 32<<10)
	total := 0
	for i, text := range append([]string{"", "terminal length 0", "terminal width 511", "terminal no monitor"}, texts...) {
		if i > 0 {
			if _, err := io.WriteString(in, text+"\n"); err != nil {
				return 0, err
			}
		}
		var answer []byte
		for !bytes.HasSuffix(answer, []byte("\r\n"+hostname+"#")) {
			n, err := out.Read(buf)
			if err != nil {
				return 0, err
			}
			answer = append(answer, buf[:n]...)
		}
		total += len(answer)
	}
	_, _ = io.WriteString(in, "exit\n")
	_, _ = io.Copy(io.Discard, out)
	return total, nil
}

func bareShell(c *ssh.Client) (io.Writer, io.Reader, error) {
	s, err := c.NewSession()
	if err != nil {
		return nil, nil, err
	}
	if err := s.RequestPty("vt100", 1000, 511, ssh.TerminalModes{ssh.ECHO: 1}); err != nil {
		return nil, nil, err
	}
	in, err := s.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	return in, out, s.Shell()
}

// scrapligo is the named peer, with its transport on the same SSH library.
func scrapligo(dev inventory.Device, texts []string) (int, error) {
	p, err := platform.NewPlatform("cisco_iosxe", dev.Address, options.WithPort(dev.Port), options.WithAuthNoStrictKey(),
		options.WithAuthUsername(user), options.WithAuthPassword(password), options.WithTransportType("standard"),
		options.WithTimeoutOps(time.Minute))
	if err != nil {
		return 0, err
	}
	d, err := p.GetNetworkDriver()
	if err != nil {
		return 0, err
	}
	if err := d.Open(); err != nil {
		return 0, err
	}
	defer func() { _ = d.Close() }()
	n := 0
	for _, text := range texts {
		r, err := d.SendCommand(text)
		if err != nil {
			return n, err
		}
		n += len(r.Result)
	}
	return n, nil
}
