package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// syslogMark is what every syslog message of an ASA carries, whatever
	// relays put in front of it.
	syslogMark = regexp.MustCompile(`%(?:ASA|FTD|PIX|FWSM)-(?:\w+-)?\d-(\d{6}):? ?`)
	// ikev1Mark begins the text of a line of "debug crypto ikev1".
	ikev1Mark = regexp.MustCompile(`\[IKEv1(?: \w+)?\]:? ?`)
	// logHead are the lines of "show logging" above the messages.
	logHead = regexp.MustCompile(`^(Syslog logging:|Facility:|.{3,40} logging: |Global TCP syslog|NOT_PUTABLE|CHANNEL_FLAP|PARTIAL_REWRITE|Logging to |Device ID:|Deny Conn when|tx.?queue|Timestamp|UDP TX)`)
)

// parseLog reads "show logging", saved syslog files and "debug crypto ikev1".
func parseLog(t *scan.Text, snap *ipsec.Snapshot) {
	r := newLogReader(t, snap)
	each(t, r.line)
	r.finish()
}

// A logReader turns log lines into events.
type logReader struct {
	t     *scan.Text
	snap  *ipsec.Snapshot
	dates dating
	// open is a message that made no sense alone: a relay may have wrapped it.
	open *message
	// tried are indices into the events: refused proposals of a negotiation
	// whose outcome is not known yet, by peer.
	tried map[string][]int
	// nameless are events without a peer, of the message just before.
	nameless []int
	// drop are events that turned out to be no refusal.
	drop   map[int]bool
	phase1 map[string]bool // peers whose last known outcome is an IKE SA
	debug  debugReader
}

func newLogReader(t *scan.Text, snap *ipsec.Snapshot) *logReader {
	r := &logReader{t: t, snap: snap, dates: datingOf(snap), tried: map[string][]int{}, drop: map[int]bool{}, phase1: map[string]bool{}}
	r.debug = debugReader{log: r}
	return r
}

// A message is one log message: its number, its text and its place.
type message struct {
	id    string // empty on debug lines
	stamp string // what stands before the message
	text  string
	at    ipsec.Ref
}

func (r *logReader) line(n int, line string) bool {
	at := r.t.At(n)
	if m := syslogMark.FindStringSubmatchIndex(line); m != nil {
		return r.message(&message{id: line[m[2]:m[3]], stamp: line[:m[0]], text: strings.TrimSpace(line[m[1]:]), at: at})
	}
	if m := ikev1Mark.FindStringIndex(line); m != nil {
		return r.message(&message{stamp: line[:m[0]], text: strings.TrimSpace(line[m[1]:]), at: at})
	}
	if r.debug.line(n, line) {
		return true
	}
	if r.continued(n, line) {
		return true
	}
	return logHead.MatchString(line) || scan.IsRepeat(line)
}

// continued tries the line as the rest of the open message.
func (r *logReader) continued(n int, line string) bool {
	m := r.open
	if m == nil || m.at.Last != int32(n) {
		return false
	}
	joined := *m
	joined.text, joined.at.Last = strings.TrimSpace(m.text+" "+line), int32(n+1)
	if !r.message(&joined) {
		return false
	}
	for k := int(joined.at.First) - 1; k < n; k++ {
		r.t.Take(k)
	}
	return true
}

// message reads one message and reports whether it was understood. Messages
// about other things than VPN are understood as just that.
func (r *logReader) message(m *message) bool {
	r.open = nil
	body, e := cutPrefix(m.text)
	when := r.dates.at(m.stamp, m.at)
	r.attribute(e, when)
	rule, groups := findRule(m.id, body)
	if rule == nil {
		if m.id != "" && isVPN(m.id) {
			r.open = m
			return false
		}
		return m.id != ""
	}
	if m.id == "713225" { // the walk through the map ends at an entry that fits
		r.succeeded(ipsec.Event{Kind: ipsec.EventChildEstablished, Remote: e.Remote})
	}
	if rule.kind == "" {
		return true
	}
	rule.fill(&e, groups)
	if e.At, e.Ref = when, m.at; e.Kind != "" {
		r.add(e, m.id)
	}
	return true
}

// isVPN reports the classes of messages that are about VPN: IKE, IPsec,
// certificates. Cisco groups its messages by the first three digits; 714 and
// 715 are debugging and say nothing that the others do not.
func isVPN(id string) bool {
	switch id[:3] {
	case "402", "404", "602", "702", "713", "717", "750", "751", "752", "753":
		return true
	}
	return false
}
