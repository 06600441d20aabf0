package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// starts begins a negotiation.
func starts(role ipsec.Role, version int) joiner {
	return func(r *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
		n.role, n.version, n.exchange = role, version, ipsec.ExchangeInit
		ev.Role, ev.Version = role, version
		delete(r.refused, ev.Connection)
		return true
	}
}

// at notes how far a negotiation is.
func at(exchange string) joiner {
	return func(_ *logReader, n *negotiation, _ *ipsec.Event, _ *match) bool {
		n.exchange = exchange
		return false
	}
}

// established ends a negotiation. A version of 0 is that of the SA.
func established(role ipsec.Role, version int) joiner {
	return func(r *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
		if role != "" {
			ev.Role = role
		}
		if version != 0 {
			n.version, ev.Version = version, version
		}
		if ev.Kind == ipsec.EventIKEEstablished {
			n.exchange = ipsec.ExchangeChild
			return true
		}
		if _, spi, ok := strings.Cut(r.line.text, " <0x"); ok {
			spi, _, _ = strings.Cut(spi, " ")
			ev.SPI = hexadecimal(spi)
		}
		return true
	}
}

// hexadecimal returns an SPI without leading zeros, or nothing for a
// placeholder.
func hexadecimal(s string) string {
	if strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return ""
	}
	return strings.ToLower(strings.TrimLeft(s, "0"))
}

// no1 and no2 are for messages that only one IKE version has.
func no1(_ *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	n.version, ev.Version = 1, 1
	return true
}

func no2(_ *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	n.version, ev.Version = 2, 2
	if len(ev.Received) == 0 && ev.Kind == ipsec.EventIdentityRefused {
		ev.Received = []string{ev.RemoteID}
	}
	return true
}

// asReceived makes the identity the refused thing.
func asReceived(_ *logReader, _ *negotiation, ev *ipsec.Event, _ *match) bool {
	ev.Received = []string{ev.RemoteID}
	return true
}

// asResponder keeps what only means something at the end that answers.
func asResponder(_ *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	ev.Role = n.role
	return n.role == ipsec.Responder
}

// unlessRefused keeps the event only if the connection's negotiation has not
// given a better reason.
func unlessRefused(r *logReader, _ *negotiation, ev *ipsec.Event, _ *match) bool {
	return !r.refused[ev.Connection]
}

// byState gives the event the exchange and the role of the state that the
// message begins with.
func byState(_ *logReader, n *negotiation, ev *ipsec.Event, m *match) bool {
	return inState(n, ev, m[0])
}

// byLaterState is byState for messages that end with the state.
func byLaterState(_ *logReader, n *negotiation, ev *ipsec.Event, m *match) bool {
	return inState(n, ev, m[1])
}

func inState(n *negotiation, ev *ipsec.Event, word string) bool {
	s := meaning("STATE_" + strings.TrimPrefix(word, "STATE_"))
	if s.ike == ipsec.IKEUnknown {
		return false
	}
	ev.Exchange, ev.Role, ev.Version = s.exchange(), s.role, s.version
	ev.Reason = strings.TrimSpace(ev.Reason)
	if s.version == 2 && s.role == ipsec.Initiator {
		switch ev.Exchange {
		case ipsec.ExchangeInit:
			ev.MessageID = 0
		case ipsec.ExchangeAuth:
			ev.MessageID = 1
		}
	}
	if s.version != 0 {
		n.version = s.version
	}
	return true
}

// closed tells a closed SA from a negotiation that is given up, and from what
// the peer has closed.
func closed(r *logReader, _ *negotiation, ev *ipsec.Event, m *match) bool {
	word := m[0]
	if strings.HasPrefix(r.line.text, "deleting other state") {
		word = m[1]
	}
	s := meaning(word)
	if s.ike == ipsec.IKEUnknown {
		s = meaning("STATE_" + word)
	}
	if last := r.last(); last != nil && last.Kind == ipsec.EventDeleteReceived && last.Connection == ev.Connection {
		return false
	}
	if s.child == ipsec.ChildInstalled {
		ev.Kind = ipsec.EventChildClosed
		return true
	}
	return s.ike == ipsec.IKEEstablished
}

// offers gives a refusal the two lists of proposals.
func offers(r *logReader, n *negotiation, ev *ipsec.Event, m *match) bool {
	ev.Received = offered(m[0])
	protocol := "IKE"
	if len(ev.Received) > 0 && !strings.HasPrefix(ev.Received[0], "IKE:") {
		protocol, _, _ = strings.Cut(ev.Received[0], ":")
		ev.Kind, ev.Exchange = ipsec.EventChildProposalRefused, ipsec.ExchangeChild
	}
	ev.Configured = r.lists[protocol+" "+ev.Connection]
	n.version, ev.Version, ev.Role = 2, 2, ipsec.Responder
	return true
}

// first makes one event of the lines in which pluto refuses one transform of
// IKEv1 after the other, with all that it refused.
func first(r *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	n.version, ev.Version = 1, 1
	last := r.last()
	if last == nil || last.Kind != ev.Kind || last.IKEID != ev.IKEID || last.Ref.Last+1 < ev.Ref.First {
		return true
	}
	last.Received = append(last.Received, ev.Received...)
	last.Ref.Last = ev.Ref.Last
	return false
}

// laterExchange marks a refusal that was not about the first Child SA of its
// IKE SA, until [groupsOfRefusals].
const laterExchange = "CREATE_CHILD_SA"

func later(r *logReader, _ *negotiation, ev *ipsec.Event, _ *match) bool {
	if last := r.last(); last != nil && last.Kind == ipsec.EventChildProposalRefused && last.IKEID == ev.IKEID && last.Connection == ev.Connection {
		last.Subject = laterExchange
	}
	return false
}

// answered gives the address that a refusal goes to to the refusal.
func answered(r *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	if last := r.last(); last != nil && last.IKEID == ev.IKEID && last.Connection == ev.Connection && last.Remote == "" {
		last.Remote = n.remote
	}
	return false
}

// notified gives an IKEv1 notification the exchange it answers. Those that
// report no error are left out.
func notified(_ *logReader, n *negotiation, ev *ipsec.Event, _ *match) bool {
	n.version, ev.Version, ev.Exchange = 1, 1, n.exchange
	ev.Notify = strings.TrimPrefix(ev.Notify, "type ")
	return !strings.HasPrefix(ev.Notify, "IPSEC_") && !strings.HasPrefix(ev.Notify, "R_U_THERE") && !strings.HasPrefix(ev.Notify, "CISCO")
}

// unknownFlow reads "10.1.0.0/16===198.51.100.1[@hq]...203.0.113.1[@br1]===10.2.0.0/16".
func unknownFlow(_ *logReader, n *negotiation, ev *ipsec.Event, m *match) bool {
	n.version, ev.Version = 1, 1
	ours, theirs, ok := readEnds(m[0])
	if !ok {
		return true
	}
	ev.Local, ev.Remote, ev.LocalID, ev.RemoteID = ours.address, theirs.address, ours.id, theirs.id
	n.remote = theirs.address
	if len(ours.subnets) > 0 && len(theirs.subnets) > 0 {
		ev.Received = []string{ours.subnets[0].String() + " === " + theirs.subnets[0].String()}
	}
	return true
}

// modes writes the modes as configurations have them.
func modes(_ *logReader, _ *negotiation, ev *ipsec.Event, m *match) bool {
	ev.Configured, ev.Received = []string{strings.ToLower(m[0])}, []string{strings.ToLower(m[1])}
	return true
}

// certificate tells by NSS' name of the error why a certificate is refused.
func certificate(_ *logReader, _ *negotiation, ev *ipsec.Event, m *match) bool {
	switch code := m[1]; {
	case strings.Contains(code, "EXPIRED"), strings.Contains(code, "INVALID_TIME"):
		ev.Kind = ipsec.EventCertTimeInvalid
	case strings.Contains(code, "REVOKED"):
		ev.Kind = ipsec.EventCertRevoked
	case strings.Contains(code, "OCSP"), strings.Contains(code, "CRL"):
		ev.Kind = ipsec.EventRevocationUnknown
	}
	return true
}

// behindNAT reads "no NAT detected", "peer behind NAT", "I am behind NAT".
func behindNAT(_ *logReader, _ *negotiation, ev *ipsec.Event, _ *match) bool {
	said := strings.ToLower(ev.Reason)
	switch {
	case strings.Contains(said, "no nat"):
		return false
	case strings.Contains(said, "both"):
		ev.Subject = "both"
	case strings.Contains(said, "i am"):
		ev.Subject = "local"
	default:
		ev.Subject = "remote"
	}
	return true
}

// named keeps what is about a connection.
func named(_ *logReader, _ *negotiation, ev *ipsec.Event, _ *match) bool { return ev.Connection != "" }

// described takes the connection out of the message.
func described(_ *logReader, _ *negotiation, ev *ipsec.Event, m *match) bool {
	ev.Connection = m[0]
	return true
}

// restarted forgets the SAs: pluto counts them from 1 again.
func restarted(r *logReader, _ *negotiation, _ *ipsec.Event, _ *match) bool {
	r.sas, r.refused, r.starting = map[string]*negotiation{}, map[string]bool{}, true
	return true
}

func starting(r *logReader, _ *negotiation, _ *ipsec.Event, _ *match) bool {
	r.starting = true
	return false
}

func listening(r *logReader, _ *negotiation, _ *ipsec.Event, _ *match) bool {
	r.starting = false
	return false
}
