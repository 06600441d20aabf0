package collector

import (
	"time"

	"ipsec-diag/collector/redact"
)

// A Status says how a device met a command.
type Status string

// The statuses of an output.
const (
	Answered  Status = "answered"
	Refused   Status = "refused"   // the device does not accept the command from this login
	TimedOut  Status = "timed-out" // no complete output before the deadline
	Truncated Status = "truncated" // connection lost or output cap reached; the text is what came
	Failed    Status = "failed"    // the command ran and reported a failure of its own (exit status)
)

// An Output is what a device answered to one command, redacted.
type Output struct {
	Command string
	Status  Status
	// Reason is the refusal or failure in the device's words, or ours.
	Reason string
	// Pass is 0 for the first round of commands, 1 for the second sample.
	Pass    int
	Started time.Time
	Took    time.Duration
	// ExitCode is the exit status on exec transports; -1 when there was none.
	ExitCode int
	// Redacted counts the secrets taken out of Text.
	Redacted int
	Text     string
	// EndUnseen says that the text is from a file or a paste which does not show
	// where the output ended: it may have been cut there.
	EndUnseen bool
	// Keys are digests of the pre-shared keys that were taken out, by line, for
	// comparing the ends of a tunnel within this run. They are never written:
	// a capture file has none, and no format shows them.
	Keys redact.Keys `json:"-"`
}

// A Capture is one login to one device: everything it answered. It never
// holds a secret.
type Capture struct {
	Device   string
	Address  string
	Platform string
	Started  time.Time
	Finished time.Time
	Prompt   string
	// Err is why the collection ended early, nil when it ran to its end. What
	// had been answered before is in Outputs.
	Err     *Error
	Outputs []Output
}
