package sshconfig

import (
	"os"
	"strconv"
	"strings"
	"time"

	"ipsec-diag/inventory/credential"
)

// A Query is a host to look up. What it says itself stands before what the
// configuration says.
type Query struct {
	// Names are what the host is called; a pattern may match any of them.
	Names    []string
	HostName string
	User     string
	Port     int
}

// A Host is what the configuration says of a host; empty is nothing said.
type Host struct {
	HostName, User string
	Port           int
	// IdentityFiles and CertificateFiles are paths that need not exist.
	IdentityFiles, CertificateFiles []string
	IdentitiesOnly                  bool
	// IdentityAgent is a socket, or "none".
	IdentityAgent string
	// ProxyJump is a list of jump hosts, nearest first. ProxyCommand is a
	// command that leads there, with its place in the file.
	ProxyJump, ProxyCommand string
	UserKnownHostsFiles     []string
	// StrictHostKeyChecking is yes, no, off, ask or accept-new.
	StrictHostKeyChecking string
	HostKeyAlias          string
	ConnectTimeout        time.Duration
	// The lists of algorithms are as they stand, with "+", "-" or "^" before.
	KexAlgorithms, Ciphers, MACs, HostKeyAlgorithms string
}

// An evaluation is one walk through the configuration for one host.
type evaluation struct {
	names []string
	host  Host
	said  map[string]bool // what was said already: the first word counts
}

// Lookup tells what the configuration says of a host.
func (c *Config) Lookup(q Query) Host {
	e := &evaluation{names: q.Names, said: map[string]bool{}}
	e.host.HostName, e.host.User, e.host.Port = q.HostName, q.User, q.Port
	e.said["hostname"], e.said["user"], e.said["port"] = q.HostName != "", q.User != "", q.Port != 0
	e.walk(c.lines, true)
	e.expandPaths()
	return e.host
}

// walk applies the lines in order. What an included file says holds only where
// the Include stands in a block that holds.
func (e *evaluation) walk(lines []line, outer bool) {
	active := outer
	for _, l := range lines {
		switch l.keyword {
		case "host":
			active = outer && anyMatches(l.args, e.names)
		case "match":
			active = outer && e.matches(l.args)
		case "never":
			active = false
		case "include":
			for _, file := range l.included {
				e.walk(file, active)
			}
		default:
			if active {
				e.apply(l)
			}
		}
	}
}

// apply takes one setting. Of most the first one counts; identities add up.
func (e *evaluation) apply(l line) {
	value := l.args[0]
	switch l.keyword {
	case "identityfile":
		if value != "none" {
			e.host.IdentityFiles = append(e.host.IdentityFiles, value)
		}
		return
	case "certificatefile":
		e.host.CertificateFiles = append(e.host.CertificateFiles, value)
		return
	}
	key := l.keyword
	if key == "proxycommand" {
		key = "proxyjump" // the first of both counts
	}
	if e.said[key] {
		return
	}
	e.said[key] = true
	if to := e.text(l.keyword); to != nil {
		*to = value
		return
	}
	e.applyOther(l, value)
}

// text returns where a setting that is kept as it stands goes, or nil.
func (e *evaluation) text(keyword string) *string {
	h := &e.host
	return map[string]*string{
		"user": &h.User, "identityagent": &h.IdentityAgent, "hostkeyalias": &h.HostKeyAlias,
		"kexalgorithms": &h.KexAlgorithms, "ciphers": &h.Ciphers, "macs": &h.MACs, "hostkeyalgorithms": &h.HostKeyAlgorithms,
	}[keyword]
}

func (e *evaluation) applyOther(l line, value string) {
	h := &e.host
	switch l.keyword {
	case "hostname":
		h.HostName = strings.NewReplacer("%%", "%", "%h", e.names[0], "%n", e.names[0]).Replace(value)
	case "port":
		h.Port, _ = strconv.Atoi(value)
	case "identitiesonly":
		h.IdentitiesOnly = isYes(value)
	case "userknownhostsfile":
		h.UserKnownHostsFiles = l.args
	case "stricthostkeychecking":
		h.StrictHostKeyChecking = strings.ToLower(value)
	case "connecttimeout":
		if _, err := strconv.Atoi(value); err == nil {
			value += "s"
		}
		h.ConnectTimeout, _ = time.ParseDuration(value) // "none" is none
	case "proxyjump":
		if value != "none" {
			h.ProxyJump = value
		}
	case "proxycommand":
		h.ProxyJump = forwarding(l.args)
		if h.ProxyJump == "" && value != "none" {
			h.ProxyCommand = l.at
		}
	}
}

// forwarding recognises "ssh -W %h:%p HOST", which is an old way to write
// ProxyJump, and returns the host.
func forwarding(args []string) string {
	var rest []string
	for _, arg := range strings.Fields(strings.Join(args, " ")) {
		if arg != "-q" {
			rest = append(rest, arg)
		}
	}
	switch {
	case len(rest) != 4 || rest[0] != "ssh" && rest[0] != "/usr/bin/ssh":
	case rest[1] == "-W" && isTarget(rest[2]):
		return rest[3]
	case rest[2] == "-W" && isTarget(rest[3]):
		return rest[1]
	}
	return ""
}

func isTarget(arg string) bool { return arg == "%h:%p" || arg == "[%h]:%p" }

func isYes(value string) bool {
	return strings.EqualFold(value, "yes") || strings.EqualFold(value, "true")
}

// expandPaths fills in the tokens of paths (ssh_config(5), TOKENS) once it is
// known who logs in where.
func (e *evaluation) expandPaths() {
	h := &e.host
	host, port := h.HostName, h.Port
	if host == "" {
		host = e.names[0]
	}
	if port == 0 {
		port = 22
	}
	r := strings.NewReplacer("%%", "%", "%d", credential.ExpandHome("~/."), "%h", host, "%n", e.names[0],
		"%p", strconv.Itoa(port), "%r", e.userName(), "%u", localUser())
	expand := func(path string) string { return credential.ExpandHome(os.ExpandEnv(r.Replace(path))) }
	for _, list := range [][]string{h.IdentityFiles, h.CertificateFiles} {
		for i := range list {
			list[i] = expand(list[i])
		}
	}
	files := make([]string, len(h.UserKnownHostsFiles)) // these are the Config's own
	for i, path := range h.UserKnownHostsFiles {
		files[i] = expand(path)
	}
	h.UserKnownHostsFiles = files
	if h.IdentityAgent != "" && h.IdentityAgent != "none" && h.IdentityAgent != "SSH_AUTH_SOCK" {
		h.IdentityAgent = expand(h.IdentityAgent)
	} else if h.IdentityAgent == "SSH_AUTH_SOCK" {
		h.IdentityAgent = os.Getenv("SSH_AUTH_SOCK")
	}
}
