package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseSession reads "show crypto session", plain and detailed. The IKE SAs and
// flows in it are only kept where no better source exists, see [finish].
func parseSession(t *scan.Text, snap *ipsec.Snapshot) {
	r := &sessionReader{t: t, snap: snap}
	each(t, func(n int, line string) bool {
		r.at = t.At(n)
		return r.line(n, line)
	})
	r.end()
}

// A sessionReader reads blocks that begin with "Interface:". The same interface
// comes once per peer.
type sessionReader struct {
	t    *scan.Text
	snap *ipsec.Snapshot
	at   ipsec.Ref

	cur  *ipsec.Session
	ikes []ipsec.IKESA
	kids []ipsec.ChildSA
	last byte // what the lines below belong to: 'i' an IKE SA, 'f' a flow
}

func (r *sessionReader) line(n int, line string) bool {
	if name, ok := field(line, "Interface:"); ok {
		r.end()
		r.cur = &ipsec.Session{Interface: name, Ref: r.at}
		return true
	}
	if strings.HasPrefix(line, "Crypto session current status") || isLegend(line) {
		return true
	}
	if r.cur == nil || !r.block(n, line) {
		return false
	}
	span(&r.cur.Ref, r.t, n)
	return true
}

// block reads a line inside a block.
func (r *sessionReader) block(n int, line string) bool {
	label, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch label {
	case "Profile":
		r.cur.Profile = seen(value, r.at)
	case "Uptime":
		if d, ok := scan.Duration(value); ok {
			r.cur.Uptime = ipsec.Saw(d, r.at)
		}
	case "Session status":
		setStatus(r.cur, value, r.at)
	case "Peer":
		r.peer(value)
	case "Phase1_id":
		r.cur.RemoteID = seen(value, r.at)
	case "Username", "Group", "Assigned address", "Desc", "Session ID":
	default:
		return r.ikeLine(n, line) || r.flowLine(n, line)
	}
	return true
}

// setStatus maps the word of the session (Cisco IOS Security Command Reference,
// "show crypto session").
func setStatus(s *ipsec.Session, word string, at ipsec.Ref) {
	s.Word = word
	up, negotiating, ike, child := false, false, false, false
	switch word {
	case "UP-ACTIVE":
		up, ike, child = true, true, true
	case "UP-IDLE":
		up, ike = true, true
	case "UP-NO-IKE":
		up, child = true, true
	case "DOWN":
	case "DOWN-NEGOTIATING":
		negotiating = true
	default:
		return
	}
	s.Up, s.Negotiating = ipsec.Saw(up, at), ipsec.Saw(negotiating, at)
	s.IKEUp, s.ChildUp = ipsec.Saw(ike, at), ipsec.Saw(child, at)
}

// peer reads "192.0.2.1 port 500 fvrf: (none) ivrf: (none)".
func (r *sessionReader) peer(value string) {
	head, vrfs, hasVRFs := strings.Cut(value, " fvrf:")
	r.cur.Peer = scan.Endpoint(head)
	if !hasVRFs {
		return
	}
	front, inside, ok := strings.Cut(vrfs, "ivrf:")
	r.cur.FrontVRF = vrf(front, r.at)
	if ok {
		r.cur.InsideVRF = vrf(inside, r.at)
	}
}

// end hands over the block.
func (r *sessionReader) end() {
	if r.cur == nil {
		return
	}
	for i := range r.ikes {
		sa := &r.ikes[i]
		sa.Interface = ipsec.Saw(r.cur.Interface, r.cur.Ref)
		sa.FrontVRF, sa.InsideVRF = r.cur.FrontVRF, r.cur.InsideVRF
		if sa.State == ipsec.IKEUnknown && ipsec.Yes(r.cur.Negotiating) {
			sa.State = ipsec.IKENegotiating
		}
	}
	for i := range r.kids {
		r.kids[i].Interface = ipsec.Saw(r.cur.Interface, r.cur.Ref)
		r.kids[i].Peer = r.cur.Peer
	}
	r.snap.Sessions = append(r.snap.Sessions, *r.cur)
	r.snap.IKESAs = append(r.snap.IKESAs, r.ikes...)
	r.snap.ChildSAs = append(r.snap.ChildSAs, r.kids...)
	r.cur, r.ikes, r.kids, r.last = nil, nil, nil, 0
}

func recogniseSession(t *scan.Text) bool {
	return contains(t, "Crypto session current status") || (contains(t, "Session status:") && contains(t, "Interface:"))
}

func recogniseSessionDetail(t *scan.Text) bool {
	return recogniseSession(t) && contains(t, "fvrf:", "Capabilities:", "#pkts dec'ed", "Code: C - IKE")
}
