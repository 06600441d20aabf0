// Package collector logs in to one device over SSH, runs read-only commands
// and keeps what the device answered as a [Capture].
//
// A login passes these stages, each with its own deadline and error [Class]:
// credentials, TCP connection (or a jump host's), key exchange, host key, login
// with keys and then one secret once, and on a shell the prompt, privilege and
// the terminal's settings. Then [Session.Run] sends one command at a time. An
// answer ends at the exact prompt below the echo of its command; a pager is
// answered, a question never.
//
// What it may send is fixed by a type: a session takes a [Command] and only
// [Show] makes one, after checking the text against the read-only list of the
// platform (see readonly.go). What it stores is redacted first (package redact).
package collector
