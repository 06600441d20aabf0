package strongswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A match holds the values of the fields of a message.
type match = linux.Match

// A signature is a message of charon and what it means.
type signature struct {
	linux.Pattern
	// kind is the event; none for a message that says nothing about a fault.
	kind ipsec.EventKind
	// exchange replaces the job's exchange, where the message itself tells.
	exchange string
	// join completes the event with what came before it. It reports false when
	// the event is not to be kept by itself.
	join joiner
	// fresh says that a timer or a command begins a job with this message.
	fresh bool
}

type joiner func(*logReader, *job, *ipsec.Event, *match) bool

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

// fresh makes the signature of a message that begins a job.
func fresh(s signature) signature {
	s.fresh = true
	return s
}

// signatures are all known messages.
var signatures = linux.NewMessages(func(s *signature) *linux.Pattern { return &s.Pattern }, startSignatures, endSignatures, silenceSignatures, refusalSignatures, authSignatures,
	certificateSignatures, childSignatures, daemonSignatures, quietSignatures)

// setField writes a field of a message into the event.
func setField(ev *ipsec.Event, name, value string) {
	switch name {
	case "local":
		ev.Local = bare(value)
	case "remote":
		ev.Remote = bare(value)
	case "lid":
		ev.LocalID = value
	case "rid":
		ev.RemoteID = value
	case "conn":
		ev.Connection = value
	case "uid":
		ev.IKEID = value
	case "notify":
		ev.Notify = value
	case "mid":
		if n, ok := scan.Int(value); ok {
			ev.MessageID = n
		}
	case "spi":
		ev.SPI = strings.TrimLeft(strings.TrimPrefix(value, "0x"), "0")
	case "subject":
		ev.Subject = strings.Trim(value, `"`)
	case "got":
		ev.Received = []string{value}
	case "want":
		ev.Configured = []string{value}
	case "before":
		ev.NotBefore = certTime(value, ev.Ref)
	case "after":
		ev.NotAfter = certTime(value, ev.Ref)
	case "reason":
		ev.Reason = value
	}
}

// certTime reads the times charon prints of certificates: Nov 24 02:16:52 2026
// or Nov 24 02:16:52 UTC 2026. They are local time unless they say UTC, which
// matters less than a day.
func certTime(s string, at ipsec.Ref) ipsec.Time {
	for _, layout := range []string{"Jan _2 15:04:05 2006", "Jan _2 15:04:05 UTC 2006", "Jan 02 15:04:05 2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return ipsec.Saw(t, at)
		}
	}
	return ipsec.Time{}
}
