// Package source turns what other programs know of devices into devices of an
// inventory. The packages below it read one program's files each into a
// [Reading]; [Reading.Build] makes devices of it and says of everything that it
// leaves out or changes why it does so.
package source

import (
	"fmt"

	"ipsec-diag/inventory"
)

// A Host is what a foreign inventory says of one device; empty is nothing said.
type Host struct {
	// Name is the device's name there, and Where the place that says so.
	Name, Where string
	// Address is a host name or an address, Port a number as it is written.
	Address, Port string
	// Platform is the platform in that program's words, see [Platform].
	Platform         string
	Site, Zone, Role string
	Tags             []string
	User             string
	// Keys are paths of private keys.
	Keys []string
	// Jump is a host of the inventory, a host, or user@host[:port].
	Jump string
	Sudo bool
	// The secrets are never copied: a reference to fill in takes their place.
	Password, Enable, Passphrase Secret
}

// A Secret is a password, or the vault text or template that stands for one. It
// can be told from another and nothing else.
type Secret struct{ text string }

// SecretOf keeps a text that must never be shown.
func SecretOf(text string) Secret { return Secret{text} }

// String says that there is a secret, not which.
func (s Secret) String() string {
	if s.text == "" {
		return "none"
	}
	return "hidden"
}

// GoString is String: %#v would show the text.
func (s Secret) GoString() string { return s.String() }

// A Kind is what a note is about.
type Kind string

// The kinds of notes. All but Changed and Filled are about something that was
// dropped; they are named by what it was.
const (
	DroppedHost     Kind = "host"
	DroppedGroup    Kind = "group"
	DroppedVariable Kind = "variable"
	DroppedLine     Kind = "line"
	DroppedColumn   Kind = "column"
	DroppedFile     Kind = "file"
	// Changed is a device that is kept, but not as the source has it.
	Changed Kind = "changed"
)

// Dropped are the kinds of what was dropped, in the order in which they are told.
func Dropped() []Kind {
	return []Kind{DroppedFile, DroppedLine, DroppedColumn, DroppedGroup, DroppedHost, DroppedVariable}
}

// A Note says of one thing that it was dropped or changed.
type Note struct {
	Kind Kind
	// Where is file:line, or a place in the source's own words.
	Where string
	// Device is the device it belongs to, or empty.
	Device string
	// What is the thing, without a value that may be secret; Why is the reason.
	What, Why string
}

// A Reading is what was read of a foreign inventory.
type Reading struct {
	// Form is what it was read as: "Ansible (INI)".
	Form  string
	Hosts []Host
	// Ready are devices that the reader of inventories has read itself.
	Ready []inventory.Device
	Notes []Note
}

// Note notes something that was dropped or changed.
func (r *Reading) Note(kind Kind, where, device, what, why string, args ...any) {
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	r.Notes = append(r.Notes, Note{Kind: kind, Where: where, Device: device, What: what, Why: why})
}

// A Result is a foreign inventory in our words.
type Result struct {
	Form string
	// Inventory is what can be written with [inventory.Inventory.Format] and
	// read back; its devices stand in the order of their names.
	Inventory *inventory.Inventory
	Notes     []Note
	// References are the secrets to fill in, in the order of their names.
	References []Reference
}

// A Reference stands where the source had a secret.
type Reference struct {
	// Ref is the reference: "env:NAME".
	Ref string
	// Devices are the names of those that use it.
	Devices []string
}
