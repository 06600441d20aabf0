package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseLogging reads "show logging": system messages by their mnemonic, and
// the debug texts that pasted logs hold. Stamps without a year are kept as of
// year 0 until [finishEvents] knows the clock.
func parseLogging(t *scan.Text, snap *ipsec.Snapshot) {
	r := &logReader{t: t, peers: map[string]string{}}
	each(t, func(n int, line string) bool {
		r.at = t.At(n)
		if r.inSystem && isContinuation(t.Line(n)) {
			r.continued(line)
			return true
		}
		return scan.IsRepeat(line) || r.line(line)
	})
	r.closeGroup()
	snap.Events = append(snap.Events, r.events...)
}

// A logReader keeps what one line says about the next.
type logReader struct {
	t      *scan.Text
	at     ipsec.Ref
	when   ipsec.Time
	events []ipsec.Event

	inSources bool // the lines are the table of source interfaces
	inSystem  bool // the line above is a system message or its continuation
	// key and text are that message's.
	key, text string

	// group collects "Received Policies" and "Expected Policies".
	group    *ipsec.Event
	expected bool
	// peers are the peers of connections in debug texts; attribute is the last
	// mismatch the debug named.
	peers     map[string]string
	attribute string
	// deleteSeen is set between a DELETE of the peer and the SA that goes with it;
	// inPayload while the lines of a payload are printed.
	deleteSeen, inPayload bool
}

func (r *logReader) line(line string) bool {
	when, message, stamped := splitLog(line, r.at)
	r.when, r.inSystem = when, false
	if key, text, ok := mnemonic(message); ok {
		r.inSystem, r.key, r.text = true, key, text
		r.closeGroupUnless(text)
		r.system(key, text)
		return true
	}
	if r.policies(message) {
		return true
	}
	if r.debug(message) {
		return true
	}
	if r.inPayload = r.inPayload && payloadLine(line); r.inPayload {
		return true
	}
	return !stamped && (r.head(line) || isLogHead(line)) || stamped && isQuietText(message)
}

// head reads the table of source interfaces in the head of "show logging": it
// ends with the next line of the head.
func (r *logReader) head(line string) bool {
	if strings.HasPrefix(line, "Logging Source-Interface:") {
		r.inSources = true
		return true
	}
	r.inSources = r.inSources && !isLogHead(line)
	f := strings.Fields(line)
	return r.inSources && len(f) > 0 && len(f) < 3 && strings.ContainsAny(f[0], "0123456789")
}

// isQuietText reports texts without a mnemonic that are not about tunnels.
func isQuietText(message string) bool {
	return strings.HasPrefix(message, "Rollback:") || strings.HasPrefix(message, "CEF-HWIDB:")
}

// isContinuation reports whether a line goes on with the system message above
// it: IOS breaks the long ones and indents the rest, which a paste may lose.
func isContinuation(line string) bool {
	if strings.HasPrefix(line, "\t") {
		return true
	}
	for _, start := range []string{"(ip) ", "(ident) ", "local_proxy=", "destaddr=", "connection id=",
		"Cisco IOS Software", "Technical Support: ", "Copyright (c) ", "Compiled "} { // SYS-RESTART says what started
		if strings.HasPrefix(strings.TrimLeft(line, " "), start) {
			return true
		}
	}
	return false
}

// continued reads the message again with the rest of it, if it made an event.
func (r *logReader) continued(line string) {
	last := len(r.events) - 1
	if last < 0 || r.events[last].Ref.Last != r.at.Last-1 {
		return
	}
	r.text += " " + line
	old := &r.events[last]
	old.Ref.Last = r.at.Last
	if read := systemMessages[r.key]; read != nil && r.group == nil {
		e := ipsec.Event{At: old.At, MessageID: -1, Reason: strings.TrimSpace(r.text), Ref: old.Ref}
		if read(&e, r.text); e.Kind == old.Kind {
			*old = e
		}
	}
}

// system reads a message with a mnemonic. One that is not about tunnels is
// understood all the same.
func (r *logReader) system(key, text string) {
	read, ok := systemMessages[key]
	if !ok {
		return
	}
	e := r.event("")
	e.Reason = strings.TrimSpace(text)
	if read(&e, text); e.Kind == "" {
		return
	}
	if g := r.group; g != nil && e.Kind == ipsec.EventIKEProposalRefused {
		g.Ref.Last, g.Reason = e.Ref.Last, e.Reason
		r.closeGroup()
		return
	}
	r.events = append(r.events, e)
}

func (r *logReader) event(kind ipsec.EventKind) ipsec.Event {
	return ipsec.Event{At: r.when, Kind: kind, MessageID: -1, Ref: r.at}
}

// policies collects the proposals printed when none matches: "Received
// Policies:" and "Expected Policies:", each followed by "Proposal n: ...".
func (r *logReader) policies(message string) bool {
	received := strings.Contains(message, "Received Policies:")
	expected := strings.Contains(message, "Expected Policies:")
	switch {
	case received:
		r.closeGroup()
		e := r.event(ipsec.EventIKEProposalRefused)
		e.Version, e.Exchange, e.Reason = 2, ipsec.ExchangeInit, "Failed to find a matching policy"
		r.group, r.expected = &e, false
	case expected && r.group != nil:
		r.expected = true
	}
	if r.group == nil {
		return false
	}
	found := r.proposal(message)
	if found || received || expected || strings.Contains(message, "Failed to find a matching policy") {
		r.group.Ref.Last = r.at.Last
		return true
	}
	return false
}

// proposal adds "Proposal 1: AES-CBC-256 SHA256 ..." to the group.
func (r *logReader) proposal(message string) bool {
	i := strings.Index(message, "Proposal ")
	if i < 0 {
		return false
	}
	_, text, ok := strings.Cut(message[i:], ":")
	if text = strings.TrimSpace(text); !ok || text == "" {
		return false
	}
	if strings.Contains(message[:i], "ESP:") {
		r.group.Kind, r.group.Exchange = ipsec.EventChildProposalRefused, ipsec.ExchangeChild
	}
	if r.expected {
		r.group.Configured = append(r.group.Configured, text)
	} else {
		r.group.Received = append(r.group.Received, text)
	}
	return true
}

// closeGroupUnless ends the group when another message than its own comes.
func (r *logReader) closeGroupUnless(text string) {
	if !strings.Contains(text, "Failed to find a matching policy") {
		r.closeGroup()
	}
}

func (r *logReader) closeGroup() {
	if r.group != nil {
		r.events = append(r.events, *r.group)
		r.group = nil
	}
}

// isLogHead reports whether a line belongs to the head of "show logging".
func isLogHead(line string) bool {
	for _, mark := range []string{
		"Syslog logging:", "No Active Message", "No Inactive Message", "Console logging:", "Monitor logging:", "Buffer logging:", "Exception Logging:",
		"Count and timestamp", "File logging:", "Persistent logging:", "No active filter", "Trap logging:", "Logging to ", "Logging Source", "TLS Profiles:",
		"Log Buffer (", "filtering disabled", "message lines", "xml disabled", "link up)", "link down)", "VRF Name:",
	} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return false
}

// recogniseLogging accepts the head of the output or a log line of IOS; the
// mnemonics of an ASA are its own.
func recogniseLogging(t *scan.Text) bool {
	if contains(t, "%ASA-", "%FTD-", "%PIX-") {
		return false
	}
	for n := range t.Len() {
		_, message, stamped := splitLog(t.Trimmed(n), ipsec.Ref{})
		if _, _, ok := mnemonic(message); ok || (stamped && isDebug(message)) {
			return true
		}
	}
	return contains(t, "Syslog logging:") && contains(t, "Log Buffer (")
}
