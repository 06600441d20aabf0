// Package collector logs in to one device over SSH, runs read-only commands
// and keeps what the device answered as a [Capture].
//
// What it may send is fixed by a type: a session takes a [Command] and only
// [Show] makes one, after checking the text against the read-only list of the
// platform (see readonly.go). What it stores is redacted first (package redact).
package collector
