package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A logReader reads pluto's log. Its lines name the connection and the SA;
// what they leave out is remembered for each SA.
type logReader struct {
	text  *scan.Text
	snap  *ipsec.Snapshot
	first int // index of this log's first event
	// sas are the SAs by number, since pluto started.
	sas map[string]*negotiation
	// peers is the peer of each connection that has one only.
	peers map[string]string
	many  map[string]bool
	// refused says of a connection that its last negotiation has a reason.
	refused map[string]bool
	// lists are the proposals each connection is configured with.
	lists map[string][]string
	// starting: pluto is starting and tells about itself.
	starting bool
	line     logLine
	n        int // the line's number, from 0
}

// A negotiation is what the log has said about one SA.
type negotiation struct {
	remote   string
	version  int
	role     ipsec.Role
	exchange string
}

// parseLog reads the log of pluto into events.
func parseLog(text *scan.Text, snap *ipsec.Snapshot) {
	r := &logReader{text: text, snap: snap, first: len(snap.Events), sas: map[string]*negotiation{}, peers: map[string]string{},
		many: map[string]bool{}, refused: map[string]bool{}, lists: map[string][]string{}}
	for r.n = 0; r.n < text.Len(); r.n++ {
		if scan.IsRepeat(text.Line(r.n)) {
			text.Take(r.n)
			continue
		}
		r.line = splitLog(text.Line(r.n))
		if r.line.text == "" {
			if bare(text.Line(r.n)) == "" {
				text.Take(r.n)
			}
			continue
		}
		if r.read() {
			text.Take(r.n)
		}
	}
	r.address()
	linux.NoEntries(text, snap)
}

// read reads one message and reports whether it is known.
func (r *logReader) read() bool {
	msg := r.line.text
	if r.configured(msg) {
		return true
	}
	sig, m := signatures.Find(msg)
	if sig == nil {
		return r.isQuiet(msg)
	}
	n := r.negotiation()
	ev := ipsec.Event{Kind: sig.kind, MessageID: -1, Ref: r.text.At(r.n), Connection: r.line.conn.base, IKEID: r.line.number,
		Remote: r.line.from, Exchange: sig.exchange}
	if r.line.dated != linux.Undated {
		ev.At = ipsec.Saw(r.line.at, ev.Ref)
	}
	for i, name := range sig.Fields {
		setField(&ev, name, m[i])
	}
	r.learn(n, &ev)
	if ev.Reason == "" {
		ev.Reason = msg
	}
	keep := sig.kind != ""
	if sig.join != nil {
		keep = sig.join(r, n, &ev, &m) && ev.Kind != ""
	}
	if keep {
		r.add(n, ev)
	}
	return true
}

// negotiation returns what is known of the line's SA.
func (r *logReader) negotiation() *negotiation {
	if r.line.number == "" {
		return &negotiation{}
	}
	n := r.sas[r.line.number]
	if n == nil {
		n = &negotiation{}
		r.sas[r.line.number] = n
	}
	if r.line.conn.address != "" {
		n.remote, _ = cutPort(r.line.conn.address)
	}
	return n
}

// learn notes the peer a line names.
func (r *logReader) learn(n *negotiation, ev *ipsec.Event) {
	if ev.Remote == "" && r.line.conn.address != "" {
		ev.Remote, _ = cutPort(r.line.conn.address)
	}
	if ev.Remote == "" {
		return
	}
	n.remote = ev.Remote
	conn := r.line.conn.base
	if conn == "" {
		return
	}
	if have := r.peers[conn]; have != "" && have != ev.Remote || r.line.conn.instance != "" {
		r.many[conn] = true
	}
	r.peers[conn] = ev.Remote
}

// add keeps an event, with what is known of its SA.
func (r *logReader) add(n *negotiation, ev ipsec.Event) {
	if ev.Remote == "" {
		ev.Remote = n.remote
	}
	if ev.Version == 0 {
		ev.Version = n.version
	}
	if isRefusal(ev.Kind) {
		r.refused[ev.Connection] = true
	}
	r.snap.Events = append(r.snap.Events, ev)
}

// address gives the peer to events whose own lines come before the one that
// names it: by the connection, if that has one peer only.
func (r *logReader) address() {
	for i := r.first; i < len(r.snap.Events); i++ {
		ev := &r.snap.Events[i]
		if ev.Remote == "" && ev.Connection != "" && !r.many[ev.Connection] && !isDaemons(ev.Kind) {
			ev.Remote = r.peers[ev.Connection]
		}
	}
}

// last returns the last event of this log, or nil.
func (r *logReader) last() *ipsec.Event {
	if len(r.snap.Events) == r.first {
		return nil
	}
	return &r.snap.Events[len(r.snap.Events)-1]
}

// configured reads the proposals that pluto lists when it adds a connection:
// `"hq":   1:IKE=AES_CBC_256-HMAC_SHA2_256-HMAC_SHA2_256_128-MODP2048`.
func (r *logReader) configured(msg string) bool {
	number, rest, ok := strings.Cut(strings.TrimLeft(msg, " "), ":")
	if _, isNumber := scan.Int(number); !ok || !isNumber || r.line.conn.base == "" {
		return false
	}
	protocol, list, ok := strings.Cut(rest, "=")
	if !ok || protocol != "IKE" && protocol != "ESP" && protocol != "AH" {
		return false
	}
	key := protocol + " " + r.line.conn.base
	if number == "1" {
		r.lists[key] = nil
	}
	r.lists[key] = append(r.lists[key], proposals(protocol, list)...)
	return true
}

// isDaemons reports whether a kind is about the daemon and not about a peer.
func isDaemons(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventDaemonStarted, ipsec.EventDaemonStopped, ipsec.EventConfigLoaded, ipsec.EventConfigRejected, ipsec.EventPortTaken:
		return true
	}
	return false
}

// isRefusal reports whether a kind says why a negotiation failed here.
func isRefusal(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventNoConnection, ipsec.EventIKEProposalRefused, ipsec.EventIdentityRefused, ipsec.EventNoKey, ipsec.EventKeyMismatch,
		ipsec.EventUndecryptable, ipsec.EventAuthMethodRefused, ipsec.EventVersionRefused, ipsec.EventAuthFailed, ipsec.EventCertTimeInvalid,
		ipsec.EventCertUntrusted, ipsec.EventCertRevoked, ipsec.EventRevocationUnknown, ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey,
		ipsec.EventChildProposalRefused, ipsec.EventSelectorsRefused, ipsec.EventEncapsulationMismatch, ipsec.EventInstallFailed:
		return true
	}
	return false
}
