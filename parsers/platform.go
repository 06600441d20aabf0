package parsers

import (
	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A Platform is all this program knows about one kind of device.
type Platform struct {
	// Name is the platform's name in inventories and on the command line.
	Name string
	// Title is what a person calls it.
	Title   string
	Dialect collector.Dialect
	Steps   []Step
	// Also are parsers for outputs that are never collected but that people
	// paste: other spellings and older commands.
	Also []Step
	// Finish completes the snapshot after all steps, for what one output says
	// about another (which end is ours). It may be nil.
	Finish func(*ipsec.Snapshot)
}

// A Step is one read-only command of a platform and how to read its answer.
type Step struct {
	// Command is the text to send. "<peer>" in it is replaced by each peer
	// address of the tunnels in question; such a step runs after the others.
	Command string
	// Reveals are the areas the output shows.
	Reveals []ipsec.Area
	// Shows, if set, returns which of these areas a text really shows: a part
	// of a configuration shows less than the whole of it.
	Shows func(*scan.Text) []ipsec.Area
	// Doc is one line for the command reference.
	Doc string
	// Sampled says that the command is run again for a second sample.
	Sampled bool
	// Optional says that a refusal is not worth a warning.
	Optional bool
	// Recognise reports whether a text without its command looks like this
	// output. It sees the text with prompts and echo removed.
	Recognise func(*scan.Text) bool
	// Parse reads the output into the snapshot. It must not fail: what it does
	// not understand it leaves unread, see [scan.Text].
	Parse func(*scan.Text, *ipsec.Snapshot)
	// Down, if set, is asked when the command failed (a Linux exit status) and
	// reports whether that means that the IKE daemon is not serving.
	Down func(output string) bool
	// Fails, if set, reads what a failed command said, where that is an answer
	// ("Network is unreachable" to a route lookup).
	Fails func(*scan.Text, *ipsec.Snapshot)
}
