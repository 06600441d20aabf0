package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

var (
	// ikev2Mark begins a line of "debug crypto ikev2": level and session. A
	// paste often lacks the first letters.
	ikev2Mark = regexp.MustCompile(`^(?:.*?\d\d:\d\d:\d\d[^I]*)?I?KEv2-(?:PROTO|PLAT)-(\d): ?(?:\((\d+)\): ?)*`)
	// proposalLine is one entry of a list of policies, with "ESP:" for a Child SA.
	proposalLine = regexp.MustCompile(`^(?:((?:ESP|AH|IKE): ))?Proposal (\d+): +(.+?)$`)
	endpoints    = regexp.MustCompile(`\[L ?([0-9A-Fa-f.:]+):\d+/R ?([0-9A-Fa-f.:]+):\d+`)
)

// A debugReader reads "debug crypto ikev2 protocol". It gathers the two lists
// of policies the ASA prints when none of them match.
type debugReader struct {
	log           *logReader
	local, remote string
	group         *ipsec.Event // the refusal being gathered
	session       string
	expected      bool // the lines now are our own policies
	lists         bool // a list heading was seen in the group
}

func (d *debugReader) line(n int, line string) bool {
	if m := proposalLine.FindStringSubmatch(line); m != nil && d.group != nil {
		d.proposal(n, m)
		return true
	}
	m := ikev2Mark.FindStringSubmatchIndex(line)
	if m == nil {
		return false
	}
	level, session := line[m[2]:m[3]], ""
	if m[4] >= 0 {
		session = line[m[4]:m[5]]
	}
	// Some releases run lines together; the rest then holds a mark of its own.
	body := strings.TrimSpace(line[m[1]:])
	if at := strings.Index(body, "IKEv2-PROTO-"); at > 0 {
		body = strings.TrimSpace(body[:at])
	}
	return d.message(n, session, body) || level > "2" || body == ""
}

func (d *debugReader) message(n int, session, body string) bool {
	if m := endpoints.FindStringSubmatch(body); m != nil {
		d.local, d.remote = m[1], m[2]
	}
	switch {
	case strings.HasPrefix(body, "Received Policies:"):
		if d.expected || session != d.session {
			d.flush()
		}
		d.begin(n, session)
		d.expected, d.lists = false, true
		d.rest(n, body)
	case strings.HasPrefix(body, "Expected Policies:"):
		d.begin(n, session)
		d.expected, d.lists = true, true
		d.rest(n, body)
	case strings.HasPrefix(body, "Failed to find a matching policy"), strings.HasPrefix(body, "Failed to verify the proposed policies"):
		d.begin(n, session)
	default:
		return d.reason(n, body)
	}
	return true
}

// begin opens a group or goes on with the one of the same session.
func (d *debugReader) begin(n int, session string) {
	at := d.log.t.At(n)
	if d.group != nil && d.session == session {
		d.group.Ref.Last = at.Last
		return
	}
	d.flush()
	d.session, d.expected, d.lists = session, false, false
	d.group = &ipsec.Event{
		Kind: ipsec.EventIKEProposalRefused, Exchange: ipsec.ExchangeInit, Version: 2, MessageID: -1, Local: d.local, Remote: d.remote,
		Reason: "Failed to find a matching policy", At: d.log.dates.at(d.log.t.Line(n), at), Ref: at,
	}
}

// rest reads a proposal on the same line as its heading.
func (d *debugReader) rest(n int, body string) {
	if m := proposalLine.FindStringSubmatch(strings.TrimSpace(body[len("Received Policies:"):])); m != nil {
		d.proposal(n, m)
	}
}

func (d *debugReader) proposal(n int, m []string) {
	if strings.HasPrefix(m[1], "ESP") || strings.HasPrefix(m[1], "AH") {
		d.group.Kind, d.group.Exchange = ipsec.EventChildProposalRefused, ipsec.ExchangeChild
	}
	if d.expected {
		d.group.Configured = append(d.group.Configured, m[3])
	} else {
		d.group.Received = append(d.group.Received, m[3])
	}
	d.group.Ref.Last = int32(n + 1)
}

// reason reads the texts with which a negotiation ends.
func (d *debugReader) reason(n int, body string) bool {
	at := d.log.t.At(n)
	e := ipsec.Event{Version: 2, MessageID: -1, Local: d.local, Remote: d.remote, Reason: strings.TrimPrefix(body, "ERROR: "), Ref: at}
	if !cisco.IKEv2Reason(&e, body) {
		return false
	}
	d.flush()
	e.At = d.log.dates.at(d.log.t.Line(n), at)
	d.log.add(e, "")
	return true
}

// flush ends the group.
func (d *debugReader) flush() {
	if d.group != nil {
		d.log.add(*d.group, "")
	}
	d.group = nil
}
