package simulator

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
)

// exec runs one command on its own channel. IOS closes the whole connection
// behind it; an ASA accepts the request and never answers.
func (c *connection) exec(channel ssh.Channel, line string) {
	c.server.record(line)
	if c.device.Quirks.CloseAfterExec {
		defer func() { _ = c.tcp.Close() }()
	}
	switch platform := c.device.Platform; {
	case appliance(platform):
		if c.ask(newShell(c, channel), line) {
			if !c.device.Quirks.NoExitStatus {
				_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{0}))
			}
			_ = channel.Close()
		}
		return
	case !unix(platform) && platform != "cisco-ios":
		// An ASA accepts the request and never answers; others wait for a key.
		<-c.ctx.Done()
		return
	case platform == "cisco-ios":
		s := newShell(c, channel)
		s.rows = 0
		s.run1(line)
		_ = channel.Close()
		_ = c.tcp.Close()
		return
	}
	status, alive := c.unix(channel, line)
	if !alive {
		return
	}
	if !c.device.Quirks.NoExitStatus {
		_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(status)}))
	}
	_ = channel.Close()
}

// wrappers may stand in front of a command on a Unix host.
var wrappers = regexp.MustCompile(`^(?:[A-Z_]+=\S* )*(sudo -n )?(?:[A-Z_]+=\S* )*`)

// unix runs a command as a Debian host does. It returns the exit status and
// whether the connection still stands.
func (c *connection) unix(channel ssh.Channel, line string) (status int, alive bool) {
	quirks := &c.device.Quirks
	prefix := wrappers.FindStringSubmatch(line)
	command := line[len(prefix[0]):]
	switch {
	case slices.Contains(quirks.Hang, command):
		<-c.ctx.Done()
		return 0, false
	case prefix[1] != "" && quirks.SudoDenied:
		return 1, c.send(channel.Stderr(), "sudo: a password is required\n")
	case slices.Contains(quirks.Refuse, command):
		program, _, _ := strings.Cut(command, " ")
		return 126, c.send(channel.Stderr(), fmt.Sprintf("bash: line 1: /usr/sbin/%s: Permission denied\n", program))
	}
	out, known := c.tape.play(command)
	if !known {
		program, _, _ := strings.Cut(command, " ")
		return 127, c.send(channel.Stderr(), fmt.Sprintf("bash: line 1: %s: command not found\n", program))
	}
	return c.replay(channel, &out)
}

// replay sends a captured output with the exit status it had.
func (c *connection) replay(channel ssh.Channel, out *collector.Output) (status int, alive bool) {
	if !c.send(channel, out.Text) {
		return 0, false
	}
	switch out.Status {
	case collector.TimedOut:
		<-c.ctx.Done()
		return 0, false
	case collector.Truncated:
		_ = c.tcp.Close()
		return 0, false
	case collector.Refused, collector.Failed:
		if !strings.Contains(out.Text, out.Reason) {
			_, _ = io.WriteString(channel.Stderr(), out.Reason+"\n")
		}
		if out.ExitCode <= 0 {
			return 1, true
		}
	}
	return max(out.ExitCode, 0), true
}
