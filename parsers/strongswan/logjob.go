package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

// A job is what one of charon's threads is working at: from a received packet,
// a timer or a command until the packet it sends. The journal prints no
// threads: there all lines belong to one job after another.
type job struct {
	local, remote string
	conn, uid     string
	version       int
	word          string // the exchange as charon names it
	exchange      string
	sent          bool // a packet was sent: the next message begins a new job
	refused       bool // an event of this job says why it failed
	peerClosed    bool // the peer asked for the deletion
	last          int  // index of the job's last event, or -1
	open          []int
	notifies      []int // the events of error notifies in the message
	// received and configured are the proposals printed before a refusal.
	received, configured []string
	offerRef             ipsec.Ref
	asked                *lookup
	cert, ca             string
	request              *request
	number               int // of the retransmit in work
	// unparsed counts packets received and not yet parsed, where the log
	// prints no threads: with two of them it is not known whose lines follow.
	unparsed int
	mixed    bool
}

// A request is the last request sent to a peer: its message id (-1 for IKEv1),
// its exchange, and whether it carried no payload (a liveness check).
type request struct {
	id       int
	exchange string
	empty    bool
}

// A lookup is a line "looking for peer configs matching".
type lookup struct {
	local, localID, remote, remoteID string
	ref                              ipsec.Ref
}

// jobOf returns the job of a line's thread.
func (r *logReader) jobOf(l logLine) *job {
	key := l.process + "/" + l.thread
	j := r.jobs[key]
	if j == nil {
		j = &job{last: -1}
		r.jobs[key] = j
	}
	return j
}

// began starts a new job if the last one has sent its packet, or if the message
// itself begins one.
func (j *job) began(fresh bool) {
	if j.sent || fresh {
		*j = job{last: -1, unparsed: j.unparsed, mixed: j.mixed}
	}
}

// doubtful reports whether it is unknown whom a line is about, because the log
// has no threads and two peers' packets are in work.
func (j *job) doubtful(l logLine) bool { return l.thread == "" && j.mixed }

// name takes the names that an event gives for the job, and gives those of the
// job to the event.
func (j *job) name(ev *ipsec.Event) {
	if ev.Connection != "" {
		j.conn = ev.Connection
	}
	if ev.IKEID != "" {
		j.uid = ev.IKEID
	}
	if ev.Connection == "" && ev.IKEID == "" {
		ev.Connection, ev.IKEID = j.conn, j.uid
	}
}

// A pair is what was seen of the negotiations between two addresses.
type pair struct {
	version int
	// conn is the name of the connection; many says that there are several.
	conn        string
	many        bool
	sent        request
	established bool
	// retransmits is the number of the last retransmit, 0 after an answer.
	retransmits int
	retransmit  ipsec.Event
}

func pairKey(local, remote string) string { return local + " " + remote }

// pair returns what is known about the job's addresses.
func (r *logReader) pair(j *job) *pair {
	key := pairKey(j.local, j.remote)
	p := r.pairs[key]
	if p == nil {
		p = &pair{sent: request{id: -1}}
		r.pairs[key] = p
	}
	return p
}

// readPacket reads "received packet" and "sending packet", which say whom the
// job is about.
func (r *logReader) readPacket(j *job, msg string) bool {
	if m, ok := receivedPacket.Match(msg); ok {
		r.received(j, bare(m[1]), bare(m[0]))
		return true
	}
	if m, ok := sendingPacket.Match(msg); ok {
		j.local, j.remote, j.sent = bare(m[0]), bare(m[1]), true
		r.address(j)
		return true
	}
	return false
}

var (
	receivedPacket = linux.Compile("received packet: from {from} to {to} ({size} bytes)")
	sendingPacket  = linux.Compile("sending packet: from {from} to {to} ({size} bytes)")
)

// received begins a job with a packet.
func (r *logReader) received(j *job, local, remote string) {
	other := j.remote != remote || j.local != local
	unparsed := j.unparsed + 1
	mixed := unparsed > 1 && (j.mixed || other)
	*j = job{last: -1, local: local, remote: remote, unparsed: unparsed, mixed: mixed}
	p := r.pair(j)
	j.version = p.version
	if r.line.thread != "" {
		j.unparsed, j.mixed = 0, false
	}
}

// address gives the addresses of the packet just sent to the job's events that
// have none, and notes on the pair what the job has learnt.
func (r *logReader) address(j *job) {
	p := r.pair(j)
	if j.version != 0 {
		p.version = j.version
	}
	if j.request != nil {
		p.sent, p.retransmits = *j.request, 0
	}
	if j.number > 0 {
		p.retransmits, j.number = j.number, 0
	}
	if conn := j.conn; conn != "" {
		p.many = p.many || p.conn != "" && p.conn != conn
		p.conn = conn
	}
	if !j.doubtful(r.line) {
		for _, at := range j.open {
			ev := &r.snap.Events[at]
			if ev.Local == "" {
				ev.Local = j.local
			}
			if ev.Remote == "" {
				ev.Remote = j.remote
			}
			r.complete(ev, p)
		}
	}
	j.open = nil
}

// complete gives an event with addresses what its pair knows.
func (r *logReader) complete(ev *ipsec.Event, p *pair) {
	if p == nil {
		return
	}
	if ev.Version == 0 {
		ev.Version = p.version
	}
	if ev.Connection == "" && !p.many {
		ev.Connection = p.conn
	}
	switch ev.Kind {
	case ipsec.EventRetransmit:
		p.unanswered(ev)
	case ipsec.EventIKEEstablished:
		p.established = true
	case ipsec.EventInitiating, ipsec.EventResponding:
		p.established = false
	}
}

// unanswered notes a retransmit and says which exchange it belongs to. Message
// 0 is IKE_SA_INIT only for an initiator: the first request of a responder is
// number 0 too, so the request that was seen sent decides.
func (p *pair) unanswered(ev *ipsec.Event) {
	switch {
	case p.sent.id == ev.MessageID && p.sent.exchange != "":
		ev.Exchange = p.sent.exchange
	case p.established && ev.MessageID >= 0:
		ev.Exchange = ""
	}
	p.retransmit = *ev
}

// bare cuts the port from "192.0.2.1[500]".
func bare(host string) string {
	address, _, _ := strings.Cut(host, "[")
	return address
}
