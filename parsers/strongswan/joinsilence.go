package strongswan

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// retransmit2 completes an IKEv2 retransmit: the message id tells which
// exchange is unanswered, unless the request itself was seen (RFC 7296,
// section 2.2).
func retransmit2(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	ev.Version = 2
	switch ev.MessageID {
	case 0:
		ev.Exchange = ipsec.ExchangeInit
	case 1:
		ev.Exchange = ipsec.ExchangeAuth
	default:
		ev.Exchange = ""
	}
	j.number, _ = scan.Int(m[0])
	r.nameless = pair{retransmits: j.number, retransmit: *ev}
	return true
}

// retransmit1 completes an IKEv1 retransmit. All of main and aggressive mode
// has message id 0; in main mode the third message is the first with identity
// and hash (RFC 2409, section 5).
func retransmit1(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	ev.Version, ev.Exchange = 1, ""
	if m[1] == "response" {
		ev.Role = ipsec.Responder
	}
	switch {
	case m[2] != "0":
		ev.Exchange = ipsec.ExchangeChild
	case m[3] == "1" || m[3] == "2":
		ev.Exchange = ipsec.ExchangeInit
	case m[3] == "3":
		ev.Exchange = ipsec.ExchangeAuth
	}
	j.number, _ = scan.Int(m[0])
	return true
}

// gaveUp finds out who did not answer: the peer whose last retransmit has the
// number after which charon gives up. It must be the only one.
func gaveUp(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	n, _ := scan.Int(m[0])
	var found *pair
	for _, p := range r.pairs {
		if p.retransmits != n || n == 0 || ev.IKEID != "" && p.retransmit.IKEID != "" && p.retransmit.IKEID != ev.IKEID {
			continue
		}
		if found != nil {
			return true
		}
		found = p
	}
	if found == nil {
		found = r.onlyPair(n)
	}
	if found == nil {
		return true
	}
	last := found.retransmit
	ev.Local, ev.Remote, ev.Version = last.Local, last.Remote, last.Version
	ev.Exchange, ev.MessageID, ev.Role = last.Exchange, last.MessageID, last.Role
	if ev.Connection == "" && ev.IKEID == "" {
		ev.Connection, ev.IKEID = last.Connection, last.IKEID
	}
	if found.sent.empty && last.Exchange == ipsec.ExchangeInformational {
		ev.Kind = ipsec.EventPeerDead
	}
	found.retransmits = 0
	return true
}

// onlyPair returns the unnamed peer of a log without any packet lines, if its
// last retransmit has number n.
func (r *logReader) onlyPair(n int) *pair {
	if len(r.pairs) > 0 || r.nameless.retransmits != n {
		return nil
	}
	return &r.nameless
}

// afterGivingUp joins the line that follows "giving up".
func afterGivingUp(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if j.last >= r.first && j.last < len(r.snap.Events) && r.snap.Events[j.last].Kind == ipsec.EventPeerDead {
		return false
	}
	return extends(r, j, ev, m)
}

// deleted notes that the peer closed the SA; what this end then says about
// closing it is a consequence.
func deleted(_ *logReader, j *job, _ *ipsec.Event, _ *match) bool {
	j.peerClosed = true
	return true
}

// closed keeps the closing of an SA unless the peer asked for it.
func closed(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	r.ordered(ev)
	return !j.peerClosed && extends(r, j, ev, m)
}

// closedChild joins the DELETE of a Child SA with the line that said why.
func closedChild(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if j.last >= r.first && j.last < len(r.snap.Events) && r.snap.Events[j.last].Kind == ipsec.EventChildExpired {
		return false
	}
	return closed(r, j, ev, m)
}

// starts says which end starts a negotiation and with which version.
func starts(role ipsec.Role, version int) joiner {
	return func(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
		ev.Role, ev.Version, ev.Exchange = role, version, ipsec.ExchangeInit
		j.version = version
		return true
	}
}

// about says which end an event is about, in its subject.
func about(subject string) joiner {
	return func(_ *logReader, _ *job, ev *ipsec.Event, _ *match) bool {
		ev.Subject = subject
		return true
	}
}
