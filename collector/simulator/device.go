// Package simulator is a device on loopback: a real SSH server that behaves as
// the platform's command line does and plays a capture back. Tests, the demo
// and load runs log in to it as they would to a router.
package simulator

import (
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
)

// A Device is what a server pretends to be.
type Device struct {
	Name     string
	Platform string // one of the platforms' names
	// Hostname stands in the prompt, with a role or a virtual domain where the
	// platform shows one; Name when empty.
	Hostname string
	User     string
	Password string
	// Keys may log in besides the password.
	Keys []ssh.PublicKey
	// EnableSecret, if set, makes a login start without privilege.
	EnableSecret string
	// Capture holds the answers. Outputs of pass 1 are the answers to the
	// second request of a command within one connection.
	Capture *collector.Capture
	// Render, if set, makes the answers anew for each connection, so that the
	// clock and the ages in them are right.
	Render func(now time.Time) *collector.Capture
	// Contexts are the security contexts of an ASA in multiple mode, with their
	// answers.
	Contexts map[string]*collector.Capture
	// Forward allows connections through the device (a jump host).
	Forward bool
	Quirks  Quirks
}

// Quirks are the ways in which a device is difficult. The zero value is a
// device that is not.
type Quirks struct {
	// Banner is sent before the login, Motd after it, into the shell.
	Banner, Motd string
	// Hang names commands that never answer; Refuse those that the device does
	// not let this login run.
	Hang, Refuse []string
	// CutAfter drops the connection after that many bytes of command output.
	CutAfter int
	// Instead are what comes in place of the prompt behind a command: another
	// prompt, or a question. The device then waits, and records what is typed.
	Instead map[string]string
	// Disclaimer waits for "a" between the login and the first prompt.
	Disclaimer bool
	// RefuseContexts lets this login enter no security context.
	RefuseContexts bool
	// RefusePagerOff keeps the pager on; NoEnable refuses every enable secret.
	RefusePagerOff, NoEnable bool
	// SudoDenied makes "sudo -n" ask for a password.
	SudoDenied bool
	// WrongHostKeyAfterFirst presents another host key from the second
	// connection on.
	WrongHostKeyAfterFirst bool
	// RSABits, if set, is the size of the device's host key, which is RSA.
	RSABits int
	// RekeyAfter, if set, is how many bytes a key is used for: the device then
	// asks for a new key exchange.
	RekeyAfter uint64
	// ResetBeforeBanner resets that many connections before the SSH greeting,
	// as an sshd at its limit does; negative resets all.
	ResetBeforeBanner int
	// KeyboardInteractive offers that method instead of "password", BothMethods
	// besides it. Dialogue is what it then says, in order; empty is one hidden
	// question "Password: ".
	KeyboardInteractive, BothMethods bool
	Dialogue                         []Round
	// Factors are the methods that must all succeed, one after the other (sshd's
	// AuthenticationMethods); empty is any one.
	Factors []string
	// MaxAuthTries is after how many failed logins the connection is closed; 6
	// when zero. HangUpOnReject closes it without a word after a wrong secret.
	MaxAuthTries   int
	HangUpOnReject bool
	// NoExitStatus ends exec channels without saying how the command ended.
	NoExitStatus bool
	// Speaks, where a list is not empty, is all the algorithms the device has.
	Speaks Algorithms
	// OldAlgorithms speaks only what a router of 2010 does.
	OldAlgorithms bool
	// Chunk sends output in pieces of at most so many bytes.
	Chunk int
	// SlowFirstByte is the wait before each output, SlowGreeting the one before
	// the SSH greeting; RTT the round-trip time of the path.
	SlowFirstByte, SlowGreeting, RTT time.Duration

	// Echo is how what is typed is shown; Width is where a line ends for the
	// echoes that wrap.
	Echo  Echo
	Width int
	// More and Erase replace the pager's text and what takes it away again.
	More, Erase string
	// RefuseWith is the text of refusals in place of the platform's usual one.
	RefuseWith string
	// Enable is what "enable" does for a login without privilege.
	Enable Enable
	// Syslog is a log message that is shown in the middle of each output and
	// behind the prompt below it, until "terminal no monitor" is accepted.
	Syslog string
	// Becomes is the host name in the prompt from a command on.
	Becomes map[string]string
	// OneChannel rejects every session channel but the first; CloseAfterExec
	// ends the connection behind an exec channel, as IOS does.
	OneChannel, CloseAfterExec bool
	// NoVDOMCommand is a FortiOS that does not know "sudo".
	NoVDOMCommand bool
	// MaxStartups drops connections at random as OpenSSH does.
	MaxStartups MaxStartups
	// SlowLogin is the wait of an AAA server before it says yes.
	SlowLogin time.Duration
}

// Algorithms are names of SSH algorithms (RFC 4253, section 6).
type Algorithms struct{ KeyExchanges, Ciphers, MACs []string }

func (d *Device) hostname() string {
	if d.Hostname != "" {
		return d.Hostname
	}
	return d.Name
}

// answers returns the capture to play on a connection that opens now.
func (d *Device) answers(now time.Time) *collector.Capture {
	switch {
	case d.Render != nil:
		return d.Render(now)
	case d.Capture != nil:
		return d.Capture
	}
	return &collector.Capture{}
}
