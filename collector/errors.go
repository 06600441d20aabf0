package collector

import "fmt"

// A Class is a kind of failure of the collection. None of them says anything
// about a tunnel.
type Class string

// The classes, in the order in which a login passes them.
const (
	ClassName            Class = "name-not-resolved"
	ClassJump            Class = "jump-host-failed"
	ClassUnreachable     Class = "unreachable"
	ClassConnectionCut   Class = "disconnected-before-login"
	ClassAlgorithms      Class = "no-common-algorithm"
	ClassHostKeyChanged  Class = "host-key-changed"
	ClassHostKeyUnknown  Class = "host-key-unknown"
	ClassHostKeyRevoked  Class = "host-key-revoked"
	ClassNoCredential    Class = "no-credential"
	ClassNotTried        Class = "login-not-tried"
	ClassAuthRejected    Class = "login-rejected"
	ClassAuthMethod      Class = "login-method-not-offered"
	ClassSecondFactor    Class = "second-factor-asked"
	ClassPasswordExpired Class = "password-expired"
	ClassProtocol        Class = "ssh-protocol-error"
	ClassNoShell         Class = "no-shell"
	ClassOneChannel      Class = "one-command-per-connection"
	ClassPrompt          Class = "no-prompt"
	ClassWrongPlatform   Class = "wrong-platform"
	ClassPrivilege       Class = "privilege-refused"
	ClassConfigMode      Class = "unexpected-configuration-mode"
	ClassQuestion        Class = "unexpected-question"
	ClassTimeout         Class = "timed-out"
	ClassDisconnected    Class = "connection-lost"
	ClassCanceled        Class = "canceled"
	ClassUnknownPlatform Class = "unknown-platform"
	ClassCredential      Class = "credential-unreadable"
)

// An Error is a failure of the collection: what went wrong, on which device,
// and one sentence on what to do.
type Error struct {
	Class  Class
	Device string
	// Detail is the device's or the library's text, without secrets.
	Detail string
	// Advice is one sentence for the reader.
	Advice string
	cause  error
	early  bool // the device was not reached, or hung up before its greeting
}

// Error returns device, class, detail and advice in one line.
func (e *Error) Error() string {
	out := fmt.Sprintf("%s: %s", e.Device, e.Class)
	if e.Detail != "" {
		out += ": " + e.Detail
	}
	if e.Advice != "" {
		out += ". " + e.Advice
	}
	return out
}

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.cause }
