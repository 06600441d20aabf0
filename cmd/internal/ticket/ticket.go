// Package ticket attaches a run to a ticket: the short note and the bundle. A later
// run changes its own note instead of adding another; it knows the note again by
// the fingerprint in its last line.
package ticket

import (
	"context"
	"time"
)

// A Report is what a run has to say to a ticket. Nothing in it is secret.
type Report struct {
	// Fingerprint is that of the fault, see report.Fingerprint.
	Fingerprint string
	// Subject names the tunnel, or the device where several tunnels fail, the same in
	// every run: 12 hexadecimal digits.
	Subject string
	// Well are the subjects that this run saw in order. A note about one of them is
	// told so.
	Well []string
	// Healthy says that the run found no fault at all, and nothing unknown.
	Healthy bool
	// State is a digest of the verdict: as long as it is the same, nothing changed.
	State string
	// Severity is critical, warning, unknown or ok.
	Severity string
	// Title is the headline in one line, Text the short note.
	Title, Text string
	// At is when the run ended.
	At time.Time
	// Bundle is the file to attach, nil for none.
	Bundle *File
}

// A File is a bundle that is attached.
type File struct {
	Name, SHA256 string
	// Path is where it lies on this machine.
	Path string
	Data []byte
}

// A Note is what is sent, ready: its text is within the limits of the system.
type Note struct {
	Mark
	Title, Text, Severity string
	// Event is opened, updated or healthy.
	Event string
	// File is attached besides; nil for none.
	File *File
	// Key is the same each time that this note is tried.
	Key string
}

// A Posted note is one that a ticket has already.
type Posted struct {
	Mark
	// ID is how the system calls it; empty where it cannot be changed any more.
	ID string
	// Text is what it says, without the mark.
	Text string
}

// Limits are those of a system, in bytes. 0 is no limit that is known.
type Limits struct{ Note, File int }

// A System is one ticket of a system.
type System interface {
	// Limits may ask the system.
	Limits(ctx context.Context) (Limits, error)
	// Notes returns the own notes in the ticket.
	Notes(ctx context.Context) ([]Posted, error)
	// Add adds a note and attaches its file.
	Add(ctx context.Context, n *Note) error
	// Change puts a note in place of a posted one, and attaches its file. A system
	// whose notes cannot be changed ([System.Appends]) adds it.
	Change(ctx context.Context, p *Posted, n *Note) error
	// Appends says that notes cannot be changed.
	Appends() bool
	// Attaches is empty, or why this system takes no files.
	Attaches() string
	// Resolve closes the ticket.
	Resolve(ctx context.Context, n *Note) error
}
