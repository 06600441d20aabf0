package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// isQuiet reports whether a message is known and says nothing about a fault.
func (r *logReader) isQuiet(msg string) bool {
	if r.line.process == "systemd" {
		return r.systemd(msg)
	}
	if r.starting && r.line.conn.base == "" && !strings.Contains(r.text.Line(r.n), "ERROR") {
		return true // pluto lists its algorithms and tests them
	}
	for _, prefix := range quietStarts {
		if strings.HasPrefix(msg, prefix) {
			return true
		}
	}
	state, story, ok := strings.Cut(msg, ": ")
	return ok && strings.HasPrefix(state, "STATE_") && (story == "initiate" || strings.HasPrefix(story, "sent ") || strings.HasPrefix(story, "received "))
}

// systemd reads what systemd says about pluto's unit.
func (r *logReader) systemd(msg string) bool {
	for _, end := range []string{": Main process exited, ", ": Failed with result "} {
		if _, reason, ok := strings.Cut(msg, end); ok {
			at := r.text.At(r.n)
			ev := ipsec.Event{Kind: ipsec.EventDaemonStopped, MessageID: -1, Reason: reason, Ref: at}
			if r.line.dated != linux.Undated {
				ev.At = ipsec.Saw(r.line.at, at)
			}
			r.snap.Events = append(r.snap.Events, ev)
			return true
		}
	}
	for _, word := range []string{"Starting ", "Started ", "Stopping ", "Stopped ", "Reloading ", "Reloaded "} {
		if strings.HasPrefix(msg, word) {
			return true
		}
	}
	return strings.Contains(msg, ": Deactivated successfully") || strings.Contains(msg, ": Succeeded") || strings.Contains(msg, ": Consumed ") ||
		strings.Contains(msg, ": Scheduled restart job")
}

// quietStarts are how messages begin that say nothing about a fault.
var quietStarts = []string{
	"OAKLEY_", "Oakley ", "DPD: could not find newest phase 1 state", "ignoring unauthenticated/unencrypted ", "state transition '",
	"| ", "IMPAIR: ", "proposal ", "processing ", "processed ", "sent ", "encountered fatal error in state ", "connection is supposed to remain up",
	"deleting IKE SA but connection is supposed to remain up", "I am sending ", "Peer ID is ", "Main mode peer ID is ", "Aggressive mode peer ID is ",
	"IKEv2 mode peer ID is", "received Vendor ID", "ignoring unknown Vendor ID", "received INTERNAL_", "running updown", "command ",
	"ESP traffic information", "AH traffic information", "switched from ", "transition from state ", "terminating SAs", "initiating ", "queue ",
	"Child SA initiating", "accepted selectors", "modecfg", "XAUTH: ", "peer client subnet returned", "our client subnet returned", "peer client ",
	"our client ", "the peer proposed", "enabling possible NAT", "IKE SA proposals", "Child SA proposals", "ESP/AH proposals", "IKE SA can ", "PSK length of ",
	"up-client output", "route-client output", "prepare-client output", "down-client output", "unroute-client output", "up-host output",
	"negotiated ", "authenticated using ", "authenticated peer", "scheduling ", "not initiating", "CISCO_SPLIT", "received CISCO_SPLIT",
	"received IPv4 lease", "received MODECFG", "Received MODECFG", "Allowing questionable", "added ", "adding interface", "adding UDP interface",
	"adding TCP interface", "loading secrets from", "loaded private key", "loading root certificate", "forgetting secrets", "no secrets filename matched",
	"Kernel supports", "seccomp", "helper(", "started thread", "destroying root certificate", "forgetting ", "shutdown", "DPD: Configured", "Dead Peer Detection",
	"sending encrypted notification", "sending notification", "deleting connection", "reloaded private key", "ignoring Delete SA", "received unsigned",
	"IKE_SA_INIT response redirects", "rekeying ", "updating ", "route-host output", "prepare-host output", "unroute-host output", "down-host output",
	"'", "received and ignored", "ignoring informational payload IPSEC_", "Configured DPD", "Digital Signature",
	"peer requested IKE lifetime of ", "received anti-DDOS COOKIE",
}

// isLog recognises a log of pluto by a line that has a meaning.
func isLog(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if strings.HasPrefix(text.Line(n), "-- No entries --") {
			return true
		}
		l := splitLog(text.Line(n))
		if l.text == "" {
			continue
		}
		if l.process == "pluto" {
			return true
		}
		sig, _ := signatures.Find(l.text)
		if sig != nil && (l.conn.base != "" || l.from != "" || sig.kind == ipsec.EventDaemonStarted) {
			return true
		}
	}
	return false
}
