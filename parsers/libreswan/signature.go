package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A match holds the values of the fields of a message.
type match = linux.Match

// A signature is a message of pluto and what it means.
type signature struct {
	linux.Pattern
	// kind is the event; none for a message that says nothing about a fault.
	kind ipsec.EventKind
	// exchange is what the message itself tells of it.
	exchange string
	// join completes the event with what came before it. It reports false when
	// the event is not to be kept.
	join joiner
}

type joiner func(*logReader, *negotiation, *ipsec.Event, *match) bool

// says makes the signature of an event.
func says(kind ipsec.EventKind, text string, joins ...joiner) signature {
	s := signature{Pattern: linux.Compile(text), kind: kind}
	if len(joins) > 0 {
		s.join = joins[0]
	}
	return s
}

// in makes the signature of an event in a certain exchange.
func in(exchange string, s signature) signature {
	s.exchange = exchange
	return s
}

// signatures are all known messages.
var signatures = linux.NewMessages(func(s *signature) *linux.Pattern { return &s.Pattern }, startSignatures, endSignatures, silenceSignatures, refusalSignatures, authSignatures, certificateSignatures,
	childSignatures, daemonSignatures)

// setField writes a field of a message into the event.
func setField(ev *ipsec.Event, name, value string) {
	switch name {
	case "local":
		ev.Local, _ = cutPort(value)
	case "remote":
		ev.Remote, _ = cutPort(strings.TrimSuffix(value, ","))
	case "lid":
		ev.LocalID = identityIn(value)
	case "rid":
		ev.RemoteID = identityIn(value)
	case "notify":
		ev.Notify, _, _ = strings.Cut(value, ",")
	case "mid":
		if n, ok := scan.Int(value); ok {
			ev.MessageID = n
		}
	case "subject":
		ev.Subject = strings.Trim(value, `'"`)
	case "got":
		ev.Received = []string{value}
	case "want":
		ev.Configured = []string{value}
	case "reason":
		ev.Reason = value
	}
}

// identityIn reads an identity with its type: "ID_FQDN '@hq.example.com'",
// "FQDN '@hq.example.com'", or without.
func identityIn(s string) string {
	if _, rest, ok := strings.Cut(s, "'"); ok {
		if id, _, ok := cutLast(rest, "'"); ok {
			s = id
		}
	}
	return identity(s)
}
