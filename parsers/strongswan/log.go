package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A logReader reads charon's log. A message seldom says which peer it is
// about: the reader keeps for each of charon's threads the job it is at, and
// for each pair of addresses what was seen of their negotiation.
type logReader struct {
	text  *scan.Text
	snap  *ipsec.Snapshot
	first int // index of this log's first event
	jobs  map[string]*job
	pairs map[string]*pair
	// nameless is the last retransmit, for logs without packet lines.
	nameless pair
	// programs are the programs that logged the events, for doubles.
	programs []string
	// command is the last order to close an SA, see [commanded].
	command *order
	line    logLine
	n       int // the line's number, from 0
}

// parseLog reads the log of charon into events.
func parseLog(text *scan.Text, snap *ipsec.Snapshot) {
	r := &logReader{text: text, snap: snap, first: len(snap.Events), jobs: map[string]*job{}, pairs: map[string]*pair{}}
	for r.n = 0; r.n < text.Len(); r.n++ {
		if scan.IsRepeat(text.Line(r.n)) {
			text.Take(r.n)
			continue
		}
		r.line = splitLog(text.Line(r.n))
		if r.line.text != "" && r.read(r.jobOf(r.line)) {
			text.Take(r.n)
		}
	}
	linux.NoEntries(text, snap)
}

// read reads one message and reports whether it is known.
func (r *logReader) read(j *job) bool {
	msg := r.line.text
	if r.readPacket(j, msg) || r.readMessage(j, msg) {
		return true
	}
	sig, m := signatures.Find(msg)
	if sig == nil && r.line.process == "" && r.line.group == "" {
		sig, m = signatures.Find("  " + msg) // a bare line has lost its indent
	}
	if sig == nil {
		return r.line.process == "systemd" && r.readSystemd(j, msg)
	}
	j.began(sig.fresh)
	if sig.kind == "" && sig.join == nil {
		r.learn(j, sig, &m)
		return true
	}
	ev := r.event(j, sig.kind)
	for i, name := range sig.Fields {
		setField(&ev, name, m[i])
	}
	if sig.exchange != "" {
		ev.Exchange = sig.exchange
	}
	if ev.Reason == "" {
		ev.Reason = msg
	}
	if isDaemons(ev.Kind) {
		ev.Local, ev.Remote, ev.Exchange, ev.Version = "", "", "", 0
	} else {
		j.name(&ev)
	}
	if sig.join != nil && !sig.join(r, j, &ev, &m) {
		return true
	}
	r.add(j, ev)
	return true
}

// learn notes what a message of no interest says about the job.
func (r *logReader) learn(j *job, sig *signature, m *match) {
	for i, name := range sig.Fields {
		switch name {
		case "conn":
			j.conn = m[i]
		case "uid":
			j.uid = m[i]
		case "cert":
			j.cert = strings.Trim(m[i], `"'`)
		case "ca":
			j.ca = strings.Trim(m[i], `"'`)
		}
	}
}

// event returns an event of the job with what is known about it.
func (r *logReader) event(j *job, kind ipsec.EventKind) ipsec.Event {
	ev := ipsec.Event{Kind: kind, MessageID: -1, Ref: r.text.At(r.n), Connection: r.line.name, IKEID: r.line.uid}
	if r.line.dated != linux.Undated {
		ev.At = ipsec.Saw(r.line.at, ev.Ref)
	}
	if !j.doubtful(r.line) {
		ev.Local, ev.Remote = j.local, j.remote
		ev.Exchange, ev.Version = j.exchange, j.version
	}
	return ev
}

// add keeps an event. Its address may come later, with the packet that the
// job sends. A double is not kept.
func (r *logReader) add(j *job, ev ipsec.Event) bool {
	if r.isDouble(&ev) {
		return false
	}
	r.snap.Events = append(r.snap.Events, ev)
	r.programs = append(r.programs, r.line.process)
	at := len(r.snap.Events) - 1
	j.last = at
	j.refused = j.refused || isRefusal(ev.Kind)
	p := r.pairs[pairKey(ev.Local, ev.Remote)]
	if isDaemons(ev.Kind) {
		return true
	}
	if ev.Local == "" || ev.Remote == "" {
		j.open = append(j.open, at)
		return true
	}
	r.complete(&r.snap.Events[at], p)
	return true
}

// isDouble reports whether a second program has logged the same message: VyOS
// has both charon and charon-systemd in one log.
func (r *logReader) isDouble(ev *ipsec.Event) bool {
	for i := len(r.programs) - 1; i >= max(0, len(r.programs)-12); i-- {
		old := &r.snap.Events[r.first+i]
		if r.programs[i] == r.line.process || old.Kind != ev.Kind || old.At.Or(r.line.at) != r.line.at {
			continue
		}
		if old.Reason == ev.Reason || ev.Notify != "" && old.Notify == ev.Notify {
			return true
		}
	}
	return false
}

// isDaemons reports whether a kind is about the daemon and not about a peer.
func isDaemons(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventDaemonStarted, ipsec.EventDaemonStopped, ipsec.EventConfigLoaded, ipsec.EventConfigChanged,
		ipsec.EventConfigRejected, ipsec.EventPortTaken:
		return true
	}
	return false
}

// isRefusal reports whether a kind says why a negotiation failed here.
func isRefusal(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventNoConnection, ipsec.EventIKEProposalRefused, ipsec.EventIdentityRefused, ipsec.EventNoKey,
		ipsec.EventKeyMismatch, ipsec.EventUndecryptable, ipsec.EventAuthMethodRefused, ipsec.EventModeRefused,
		ipsec.EventVersionRefused, ipsec.EventAuthFailed, ipsec.EventCertTimeInvalid, ipsec.EventCertUntrusted,
		ipsec.EventCertRevoked, ipsec.EventRevocationUnknown, ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey,
		ipsec.EventEAPFailed, ipsec.EventChildProposalRefused, ipsec.EventSelectorsRefused, ipsec.EventDuplicate:
		return true
	}
	return false
}
